"use strict";
/* Tone by month with its interval, and the map of tone by area. */
(() => {
  const { facts, byId, need, plain, percent, font, narrow, settings } = gcrm;
  const { lines, places, file, box } = facts.voices;
  const hoverlabel = { align: "left", bgcolor: "#fff", font };
  const told = (name, point) => `<b>${plain(name)}</b><br>${point.month}: ${percent(point.pleased_share)} pleased`
    + `<br>${percent(point.pleased_low)} to ${percent(point.pleased_high)}; ${point.members} members`;

  function drawLine() {
    const { name, points } = lines[Number(byId("voice").value)];
    const months = points.map((p) => `${p.month}-01`);
    const band = { x: [...months, ...[...months].reverse()], y: [...points.map((p) => p.pleased_high), ...points.map((p) => p.pleased_low).reverse()],
      type: "scatter", mode: "none", fill: "toself", fillcolor: "rgba(42, 111, 151, 0.2)", hoverinfo: "skip" };
    const line = { x: months, y: points.map((p) => p.pleased_share), type: "scatter", mode: "lines+markers", line: { color: "#2a6f97" },
      text: points.map((p) => told(name, p)), hovertemplate: "%{text}<extra></extra>", hoverlabel };
    const layout = { font: { ...font, size: 12 }, height: 320, margin: { l: 50, r: 10, t: 8, b: 40 }, showlegend: false, dragmode: false,
      paper_bgcolor: "#fff", plot_bgcolor: "#fff", xaxis: { gridcolor: "#eef1f4", fixedrange: true, type: "date", tickformat: "%b %Y" },
      yaxis: { range: [0, 1], tickformat: ".0%", gridcolor: "#eef1f4", fixedrange: true, title: { text: "pleased", font: { size: 11, color: "#5a6675" } } } };
    Plotly.react("voice-figure", [band, line], layout, { ...settings, displayModeBar: false });
  }

  function drawMap() {
    need(file, (shapes) => {
      const [west, south, east, north] = box;
      const shares = places.map((place) => place.points[0].pleased_share);
      const trace = { type: "choropleth", geojson: shapes, featureidkey: "id", locations: places.map((place) => place.area_id), z: shares,
        text: places.map((place) => told(place.name, place.points[0])), hovertemplate: "%{text}<extra></extra>", hoverlabel,
        zmin: 0, zmax: 1, colorscale: "Cividis", marker: { line: { color: "#fff", width: 0.5 } },
        colorbar: { tickformat: ".0%", outlinewidth: 0, thickness: 12, len: 0.6, title: { text: "pleased" } } };
      const layout = { font, margin: { l: 0, r: narrow() ? 0 : 90, t: 0, b: 0 }, paper_bgcolor: "#fff", dragmode: narrow() ? false : "pan",
        geo: { visible: false, projection: { type: "mercator" }, lonaxis: { range: [west, east] }, lataxis: { range: [south, north] }, bgcolor: "#fff" } };
      Plotly.react("voice-map", [trace], layout, settings);
    });
  }

  if (lines.length) {
    byId("voice").addEventListener("change", drawLine);
    drawLine();
  }
  if (places.length && file) drawMap();
  else if (places.length) byId("voice-map").hidden = true;
})();
