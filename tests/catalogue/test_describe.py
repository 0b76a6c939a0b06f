from tests.catalogue.contracts import AREAS, LINES, SALES, SALES_STEP, Settings

from gcrm.catalogue.describe import Read, check_doc, load_doc, pages
from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import SOURCE, Append, Field, References, Rows, Snapshots, Table, Upsert, raw


def lines_step() -> Step:
    return Step(output=LINES, inputs={"raw": raw(LINES)}, build=lambda raw: raw)


def test_a_page_tells_what_is_read_how_and_by_whom_and_the_settings_as_they_stand():
    found = {
        page.table.name: page for page in pages([SALES_STEP, lines_step()], [], {SALES.name: Settings(least=7)}, [])
    }
    sales = found["warehouse.sales"]
    assert sales.reads == (
        Read("silver.lines", "only the groups that changed"),
        Read("silver.areas", "looked up by area_id"),
    )
    assert [(s.name, s.type, s.value) for s in sales.settings] == [
        ("least", "int", "7"),
        ("levels", "tuple[str, ...]", "('state', '<district>')"),
    ]
    assert found["silver.lines"].read_by == ("warehouse.sales",)
    assert "tests.catalogue.contracts" in sales.origin


def test_pages_stand_in_the_order_of_layers_and_names_with_those_that_no_step_makes():
    kept = Table(name="ops.runs", doc="Runs.", fields=(Field("run_id", "string", "Id"), SOURCE), load=Append())
    assert [page.table.name for page in pages([SALES_STEP, lines_step()], [], {}, [kept])] == [
        "silver.lines",
        "warehouse.sales",
        "ops.runs",
    ]


def test_loads_and_checks_are_said_in_the_contracts_own_words():
    assert load_doc(SALES.load) == "Groups of rows that share sale_id are recomputed whole, and replaced whole."
    assert load_doc(Snapshots()).endswith("a run of a day replaces that day's, and all are kept.")
    assert load_doc(Snapshots(keep=3)).endswith("and the newest 3 days are kept.")
    assert load_doc(Upsert(deletes=True)).endswith("Rows that are delivered no more go.")
    assert load_doc(Upsert()).endswith("Rows stay, also where they are delivered no more.")
    found = "of the values of area_id are found in silver.areas.area_id."
    assert check_doc(References("area_id", AREAS)) == f"All {found}"
    assert check_doc(References("area_id", AREAS, share=0.994)) == f"At least 99.4 % {found}"
    assert check_doc(Rows(1_000)) == "At least 1,000 rows."
    assert check_doc(Rows(2, 4)) == "At least 2 rows, at most 4."
