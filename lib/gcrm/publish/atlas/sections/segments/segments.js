"use strict";
/* One index chart per segment. */
(() => {
  const { facts, plain, figure, font, settings } = gcrm;
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

  document.querySelectorAll("[data-segment]").forEach(drawSegment);
})();
