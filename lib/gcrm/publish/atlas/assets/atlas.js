"use strict";
/* What the scripts of the sections share: the facts in the page, data files that are loaded as scripts when they are
   needed, and figures and charts that look alike. */
const gcrm = (() => {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const root = document.documentElement.dataset.root;
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
    script.src = `${root}data/${name}.js`;
    script.onerror = () => {
      byId("missing").textContent = `The file data/${name}.js is missing: copy the whole folder.`;
      byId("missing").hidden = false;
    };
    document.head.append(script);
  }

  // The library reads a little HTML in its labels; names from data must stay names.
  const plain = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  function figure(given) {
    if (given === null || given === undefined) return "–";
    const value = Number(given); // what is no number would be written as it is
    const digits = Math.abs(value) >= 100 || value === 0 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
    return value.toLocaleString("en", digits);
  }
  const percent = (share) => (share === null ? "–" : `${figure(100 * share)}%`);
  const money = (value) => (value === null ? "–" : `${plain(facts.currency)} ${figure(value)}`);
  const font = { family: 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif', color: "#1d2733" };
  const narrow = () => window.innerWidth < 640;
  // The buttons are named one by one, and no server is: the library's own set can send a chart to its maker's cloud.
  const settings = { displaylogo: false, responsive: true, plotlyServerURL: "", modeBarButtons: [["zoomInGeo", "zoomOutGeo", "resetGeo"]] };

  /* ---- areas: a file of columns as objects ---- */
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

  return { facts, byId, put, need, plain, figure, percent, money, font, narrow, settings, areasOf };
})();
