"use strict";
/* Draws the map, and tells the other sections which level of areas is chosen. */
(() => {
  const { facts, byId, need, plain, figure, percent, money, font, narrow, settings, areasOf } = gcrm;
  const { levels } = facts.map;

  function hover(area) {
    const lines = [`<b>${plain(area.place)}</b>`];
    if (area.power_p50 === null) lines.push("no figure");
    else lines.push(`${money(area.power_p50)} for a typical member (P50)`,
      `P10 ${money(area.power_p10)} – P90 ${money(area.power_p90)}`,
      `interval is ${percent(area.width)} of the median; index ${figure(area.index)}`);
    lines.push(area.own ? `${area.members} members, weight ${percent(area.weight_of_members)}` : "members withheld");
    lines.push(plain(area.method || ""));
    return lines.join("<br>");
  }

  const views = {
    estimate: { colours: "Viridis", title: `${plain(facts.currency)}, typical<br>member (P50)`, value: (area) => area.power_p50, scale: Math.log, text: figure,
      note: "Colour: spend of a typical member (P50), on a logarithmic scale." },
    width: { colours: "Cividis", title: "width of<br>interval ÷ P50", value: (area) => area.width, scale: (x) => x, text: percent,
      note: "Colour: width of the interval from P10 to P90 as a share of the median; the lighter, the less is known." },
  };
  const state = { level: 0, map: 0, view: "estimate" };

  function colourbar(view, scale) {
    const ends = scale.ticks.map((tick, i) => (i === 0 ? "≤ " : i === scale.ticks.length - 1 ? "≥ " : "") + view.text(tick));
    const common = { tickvals: scale.ticks.map(view.scale), ticktext: ends, outlinewidth: 0, tickfont: { size: 12 },
      ticklabeloverflow: "allow" };
    return narrow()
      ? { ...common, title: { text: view.title.replace("<br>", " "), side: "top" }, orientation: "h", y: 0, yanchor: "top", thickness: 10, len: 0.85 }
      : { ...common, title: { text: `${view.title}<br>\u00a0`, side: "top" }, thickness: 14, len: 0.6, x: 1, xanchor: "left" };
  }

  function traces(areas, shapes, view, scale) {
    const drawn = new Map(areas.map((area) => [area.area_id, area]));
    const here = shapes.features.map((feature) => drawn.get(feature.id)).filter(Boolean);
    const known = here.filter((area) => view.value(area) > 0 && scale);
    const blank = here.filter((area) => !known.includes(area));
    // Outlined areas last, so that a neighbour does not paint over their outline.
    known.sort((a, b) => a.own - b.own);
    const common = { type: "choropleth", geojson: shapes, featureidkey: "id", hovertemplate: "%{text}<extra></extra>",
      hoverlabel: { align: "left", bgcolor: "#fff", bordercolor: "#5a6675", font: { ...font, size: 13 } } };
    const grey = { ...common, locations: blank.map((a) => a.area_id), z: blank.map(() => 0), text: blank.map(hover), showscale: false,
      colorscale: [[0, "#e3e6ea"], [1, "#e3e6ea"]], marker: { line: { color: "#c3c9d0", width: 0.5 } } };
    if (!known.length) return [grey];
    const thin = here.length > 2000 ? 0 : 0.4;
    return [grey, { ...common, locations: known.map((a) => a.area_id), z: known.map((a) => view.scale(view.value(a))), text: known.map(hover),
      zmin: view.scale(scale.low), zmax: view.scale(scale.high), colorscale: view.colours, colorbar: colourbar(view, scale),
      marker: { line: { color: known.map((a) => (a.own ? "#14202b" : "#ffffff")), width: known.map((a) => (a.own ? 1.1 : thin)) } } }];
  }

  function drawMap() {
    const level = levels[state.level];
    const map = level.maps[state.map];
    const view = views[state.view];
    // Without a scale there is one figure for all: nothing to colour, and the sentence why.
    byId("view-note").textContent = [level.scales[state.view] ? view.note : "No colours: one figure for all.", level.verdict].join(" ");
    if (!map) return void (byId("map-figure").textContent = "These areas have no boundaries, so they are in the table only.");
    need(level.file, (columns) => need(map.file, (shapes) => {
      if (map !== levels[state.level].maps[state.map] || view !== views[state.view]) return;
      const [west, south, east, north] = map.box;
      const layout = { font, margin: { l: 0, r: narrow() ? 0 : 90, t: 0, b: narrow() ? 64 : 0 }, paper_bgcolor: "#fff", dragmode: narrow() ? false : "pan",
        geo: { visible: false, projection: { type: "mercator" }, lonaxis: { range: [west, east] }, lataxis: { range: [south, north] }, bgcolor: "#fff" } };
      Plotly.react("map-figure", traces(areasOf(columns), shapes, view, level.scales[state.view]), layout, settings)
        .then((figure) => { figure.dataset.drawn = map.file; figure.dataset.view = state.view; });
    }));
  }

  function fillRegions() {
    const { maps, plural, n_drawn: n } = levels[state.level];
    const names = maps.map((map) => (map.region === null ? `all ${n.toLocaleString("en")} ${plural}` : `${map.region} (${map.n})`));
    byId("region").replaceChildren(...names.map((name, i) => new Option(name, i)));
    byId("region-label").hidden = maps.length < 2;
  }

  function startMap() {
    byId("level").addEventListener("change", (event) => {
      Object.assign(state, { level: Number(event.target.value), map: 0 });
      byId("map-title").textContent = levels[state.level].finding;
      fillRegions(); drawMap();
      document.dispatchEvent(new CustomEvent("gcrm:level", { detail: state.level }));
    });
    byId("region").addEventListener("change", (event) => { state.map = Number(event.target.value); drawMap(); });
    document.querySelectorAll("[data-view]").forEach((button) => button.addEventListener("click", () => {
      state.view = button.dataset.view;
      document.querySelectorAll("[data-view]").forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
      drawMap();
    }));
    fillRegions(); drawMap();
  }

  startMap();
})();
