"use strict";
/* The table of areas: of the level that the map shows. */
(() => {
  const { facts, byId, need, figure, percent, areasOf } = gcrm;
  const { levels } = facts.areas;

  const COLUMNS = [["Area", "name", (a) => a.name], ["Region", "region_code", (a) => a.region_code || ""],
    ["Members", "n_members", (a) => a.members],
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

  function startTable(level) {
    byId("areas-title").textContent = levels[level].finding;
    need(levels[level].file, (columns) => {
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

  document.addEventListener("gcrm:level", (event) => startTable(event.detail));
  listenTable();
  startTable(0);
})();
