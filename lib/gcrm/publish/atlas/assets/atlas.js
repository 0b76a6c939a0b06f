"use strict";
/* Draws the atlas from the facts in the page and from data files that are loaded as scripts when they are needed. */
const gcrm = (() => {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const byId = (id) => document.getElementById(id);
  const loaded = new Map();
  const waiting = new Map();

  function put(name, value) {
    loaded.set(name, value);
    (waiting.get(name) || []).forEach((then) => then(value));
    waiting.delete(name);
  }

  function need(name, then) {
    if (loaded.has(name)) return then(loaded.get(name));
    if (waiting.has(name)) return waiting.get(name).push(then);
    waiting.set(name, [then]);
    const script = document.createElement("script");
    script.src = `data/${name}.js`;
    script.onerror = () => { byId("view-note").textContent = `The file data/${name}.js is missing: copy the whole folder.`; };
    document.head.append(script);
  }

  // The library reads a little HTML in its labels; names from data must stay names.
  const plain = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  function figure(value) {
    if (value === null || value === undefined) return "–";
    const digits = Math.abs(value) >= 100 || value === 0 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
    return value.toLocaleString("en", digits);
  }
  const percent = (share) => (share === null ? "–" : `${figure(100 * share)}%`);
  const money = (value) => (value === null ? "–" : `${facts.currency} ${figure(value)}`);
  const font = { family: 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif', color: "#1d2733" };
  const narrow = () => window.innerWidth < 640;
  // The buttons are named one by one, and no server is: the library's own set can send a chart to its maker's cloud.
  const settings = { displaylogo: false, responsive: true, plotlyServerURL: "", modeBarButtons: [["zoomInGeo", "zoomOutGeo", "resetGeo"]] };

  /* ---- areas ---- */
  const widthOf = (area) => (area.power_p50 && area.power_p10 !== null && area.power_p90 !== null
    ? (area.power_p90 - area.power_p10) / area.power_p50 : null);

  function areasOf(columns) {
    const names = Object.keys(columns);
    return columns.area_id.map((_, row) => {
      const area = Object.fromEntries(names.map((name) => [name, columns[name][row]]));
      area.width = widthOf(area);
      area.own = !area.withheld;
      area.place = area.region_code ? `${area.name} (${area.region_code})` : area.name;
      return area;
    });
  }

  function hover(area) {
    const lines = [`<b>${plain(area.place)}</b>`];
    if (area.power_p50 === null) lines.push("no figure");
    else lines.push(`${money(area.power_p50)} for a typical member (P50)`,
      `P10 ${money(area.power_p10)} – P90 ${money(area.power_p90)}`,
      `interval is ${percent(area.width)} of the median; index ${figure(area.index)}`);
    lines.push(area.own ? `${figure(area.n_members)} members, weight ${percent(area.weight_of_members)}`
      : `fewer than ${facts.least} members, or withheld to protect such an area`);
    lines.push(plain(area.method || ""));
    return lines.join("<br>");
  }

  /* ---- map ---- */
  const views = {
    estimate: { colours: "Viridis", title: `${facts.currency}, typical<br>member (P50)`, value: (area) => area.power_p50, scale: Math.log, text: figure,
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
    const level = facts.levels[state.level];
    const map = level.maps[state.map];
    const view = views[state.view];
    byId("view-note").textContent = view.note;
    if (!map) return void (byId("map-figure").textContent = "These areas have no boundaries, so they are in the table only.");
    need(level.file, (columns) => need(map.file, (shapes) => {
      if (map !== facts.levels[state.level].maps[state.map] || view !== views[state.view]) return;
      const [west, south, east, north] = map.box;
      const layout = { font, margin: { l: 0, r: narrow() ? 0 : 90, t: 0, b: narrow() ? 64 : 0 }, paper_bgcolor: "#fff", dragmode: narrow() ? false : "pan",
        geo: { visible: false, projection: { type: "mercator" }, lonaxis: { range: [west, east] }, lataxis: { range: [south, north] }, bgcolor: "#fff" } };
      Plotly.react("map-figure", traces(areasOf(columns), shapes, view, level.scales[state.view]), layout, settings)
        .then((figure) => { figure.dataset.drawn = map.file; figure.dataset.view = state.view; });
    }));
  }

  function fillRegions() {
    const { maps, plural, n_drawn: n } = facts.levels[state.level];
    const names = maps.map((map) => (map.region === null ? `all ${n.toLocaleString("en")} ${plural}` : `${map.region} (${map.n})`));
    byId("region").replaceChildren(...names.map((name, i) => new Option(name, i)));
    byId("region-label").hidden = maps.length < 2;
  }

  function startMap() {
    byId("level").addEventListener("change", (event) => {
      Object.assign(state, { level: Number(event.target.value), map: 0 });
      byId("map-title").textContent = facts.levels[state.level].finding;
      byId("areas-title").textContent = facts.levels[state.level].table_finding;
      fillRegions(); drawMap(); startTable();
    });
    byId("region").addEventListener("change", (event) => { state.map = Number(event.target.value); drawMap(); });
    document.querySelectorAll("[data-view]").forEach((button) => button.addEventListener("click", () => {
      state.view = button.dataset.view;
      document.querySelectorAll("[data-view]").forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
      drawMap();
    }));
    fillRegions(); drawMap();
  }

  /* ---- table of areas ---- */
  const COLUMNS = [["Area", "name", (a) => a.name], ["Region", "region_code", (a) => a.region_code || ""],
    ["Members", "n_members", (a) => (a.own ? figure(a.n_members) : `under ${facts.least}`)],
    [`P50, ${facts.currency}`, "power_p50", (a) => figure(a.power_p50)], ["P10", "power_p10", (a) => figure(a.power_p10)],
    ["P90", "power_p90", (a) => figure(a.power_p90)], ["Width", "width", (a) => percent(a.width)],
    ["Index", "index", (a) => figure(a.index)], ["Members' weight", "weight_of_members", (a) => (a.own ? percent(a.weight_of_members) : "0%")],
    ["Method", "method", (a) => a.method || ""]];
  const TEXTS = new Set(["name", "region_code", "method"]);
  const PAGE = 25;
  const table = { areas: [], sort: "n_members", down: true, shown: PAGE };
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function wanted() {
    const name = folded(byId("filter-name").value.trim());
    const region = byId("filter-region").value;
    const own = byId("filter-own").checked;
    const kept = table.areas.filter((a) => (!name || folded(a.name).includes(name)) && (!region || a.region_code === region) && (!own || a.own));
    const sign = table.down ? -1 : 1;
    return kept.sort((a, b) => {
      const [x, y] = [a[table.sort], b[table.sort]];
      if (x === null || y === null) return (x === null) - (y === null) || a.name.localeCompare(b.name);
      return sign * (TEXTS.has(table.sort) ? x.localeCompare(y) : x - y) || a.name.localeCompare(b.name);
    });
  }

  function cell(tag, text, field, area) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (!TEXTS.has(field)) made.className = field === "n_members" && area && !area.own ? "num few" : "num";
    return made;
  }

  function drawTable() {
    const rows = wanted();
    const body = rows.slice(0, table.shown).map((area) => {
      const row = document.createElement("tr");
      row.append(...COLUMNS.map(([, field, text], i) => cell(i ? "td" : "th", text(area), field, area)));
      row.firstChild.scope = "row";
      return row;
    });
    document.querySelector("#area-table tbody").replaceChildren(...body);
    document.querySelectorAll("#area-table thead th").forEach((th, i) => {
      if (COLUMNS[i][1] === table.sort) th.setAttribute("aria-sort", table.down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    });
    byId("filter-count").textContent = `${Math.min(table.shown, rows.length).toLocaleString("en")} of ${rows.length.toLocaleString("en")} shown`;
    byId("more").hidden = rows.length <= table.shown;
  }

  function header() {
    document.querySelector("#area-table thead tr").replaceChildren(...COLUMNS.map(([title, field]) => {
      const th = cell("th", "", field);
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = title;
      button.addEventListener("click", () => {
        Object.assign(table, { down: table.sort === field ? !table.down : !TEXTS.has(field), sort: field, shown: PAGE });
        drawTable();
      });
      th.scope = "col";
      th.append(button);
      return th;
    }));
  }

  function startTable() {
    need(facts.levels[state.level].file, (columns) => {
      table.areas = areasOf(columns);
      const regions = [...new Set(columns.region_code.filter(Boolean))].sort();
      byId("filter-region").replaceChildren(new Option("all", ""), ...regions.map((code) => new Option(code, code)));
      header(); drawTable();
    });
  }

  function listenTable() {
    const again = () => { table.shown = PAGE; drawTable(); };
    byId("filter-name").addEventListener("input", again);
    byId("filter-region").addEventListener("change", again);
    byId("filter-own").addEventListener("change", again);
    byId("more").addEventListener("click", () => { table.shown *= 4; drawTable(); });
  }

  /* ---- segments ---- */
  const MOST = 12;
  const REACH = 3; // an index of 800 or 12.5 ends at the edge of the chart
  const step = (index) => Math.max(-REACH, Math.min(REACH, index > 0 ? Math.log2(index / 100) : -REACH));

  function drawSegment(box) {
    const features = facts.segments[Number(box.dataset.segment)].features.filter((f) => f.index !== null).slice(0, MOST).reverse();
    const steps = features.map((f) => step(f.index));
    const far = Math.max(1, ...steps.map(Math.abs)) * 1.05;
    const ticks = [-3, -2, -1, 0, 1, 2, 3].filter((tick) => Math.abs(tick) <= far);
    const bars = { type: "bar", orientation: "h", x: steps, y: features.map((_, i) => i),
      marker: { color: steps.map((s) => (s >= 0 ? "#2a6f97" : "#c8792b")) },
      hovertext: features.map((f) => `<b>${plain(f.name)}</b><br>segment ${figure(f.value)}, base ${figure(f.base)}<br>index ${figure(f.index)}`),
      hovertemplate: "%{hovertext}<extra></extra>", hoverlabel: { align: "left", bgcolor: "#fff", font } };
    const named = features.map((f) => `${plain(f.name)}  <b>${Math.round(f.index).toLocaleString("en")}</b> `);
    const layout = { font: { ...font, size: 12 }, height: 70 + 24 * features.length, margin: { l: 10, r: 10, t: 4, b: 40 }, bargap: 0.35, showlegend: false,
      dragmode: false, paper_bgcolor: "#fff", plot_bgcolor: "#fff",
      xaxis: { range: [-far, far], tickvals: ticks, ticktext: ticks.map((t) => figure(100 * 2 ** t)), gridcolor: "#eef1f4", zerolinecolor: "#1d2733", zerolinewidth: 1.5,
        title: { text: "index, all members = 100", font: { size: 11, color: "#5a6675" }, standoff: 6 }, fixedrange: true },
      yaxis: { tickvals: features.map((_, i) => i), ticktext: named, automargin: true, fixedrange: true, ticks: "", showgrid: false, zeroline: false } };
    Plotly.newPlot(box, [bars], layout, { ...settings, displayModeBar: false });
  }

  function start() {
    if (facts.levels.length) { startMap(); listenTable(); startTable(); }
    document.querySelectorAll("[data-segment]").forEach(drawSegment);
  }
  // Data files call `gcrm.put`, so drawing may only begin once that name is there.
  setTimeout(start);
  return { put };
})();
