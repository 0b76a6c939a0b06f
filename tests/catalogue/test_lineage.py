import re
from xml.etree import ElementTree

from gcrm.catalogue.describe import Page, Read
from gcrm.catalogue.lineage import around, whole
from gcrm.core.contracts.table import Field, Table


def page(name: str, *reads: str, read_by: tuple[str, ...] = ()) -> Page:
    table = Table(name=name, doc="x", fields=(Field("a", "int", "x"),))
    return Page(table, "", tuple(Read(read, "whole") for read in reads), read_by)


CHAIN = [
    page("bronze.files"),
    page("silver.lines", "bronze.files"),
    page("warehouse.cells", "silver.lines"),
    page("warehouse.totals", "warehouse.cells"),
    page("marts.report", "silver.lines", "warehouse.totals"),
    page("ops.runs"),
]


def boxes(svg: str) -> dict[str, float]:
    """Left edge of each table's box, by the name its tooltip gives."""
    root = ElementTree.fromstring(svg)
    return {link.findtext("title") or "": float(link.find("rect").attrib["x"]) for link in root.iter("a")}


def test_every_table_stands_right_of_what_it_reads_and_one_without_lineage_is_left_out():
    found = boxes(whole(CHAIN, str))
    assert set(found) == {"bronze.files", "silver.lines", "warehouse.cells", "warehouse.totals", "marts.report"}
    for one in CHAIN[:5]:
        assert all(found[read.table] < found[one.table.name] for read in one.reads)


def test_a_line_that_passes_columns_runs_in_lanes_of_its_own():
    svg = whole(CHAIN, str)
    # Five reads; one passes two columns, so that it takes three curves and two lanes.
    assert len(re.findall(r"<path", svg)) == 4 + 3 + 2


def test_one_table_stands_between_what_it_reads_and_who_reads_it():
    svg = around(page("silver.lines", "bronze.files", read_by=("marts.report",)), lambda name: f"{name}.html")
    found = boxes(svg)
    assert found["bronze.files"] < found["silver.lines"] < found["marts.report"]
    assert 'href="marts.report.html"' in svg
    assert around(page("ops.runs"), str) == ""


def test_links_are_escaped():
    svg = whole(CHAIN, lambda name: f'{name}"><script>')
    assert "<script>" not in svg
    assert ElementTree.fromstring(svg).tag == "svg"
