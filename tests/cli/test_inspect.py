"""What people look at, as the reader without Spark answers it over the tables that a run left."""

import pytest

from gcrm.cli import inspect
from gcrm.core.errors import UsageError
from gcrm.core.storage.looks import Looks

FAILED = "amount_is_not_zero"


@pytest.fixture(scope="module")
def looks(ran):
    return Looks(ran.corner.lakehouse, ran.corner.lakehouse / "vault")


def test_every_table_is_listed_with_its_rows(looks):
    told = inspect.tables(looks)
    assert told.columns == ("table", "rows", "version", "holds")
    rows = {row["table"]: row["rows"] for row in told.rows}
    assert {"ops.deliveries", "ops.quarantine", "ops.runs", "ops.steps"} <= set(rows)
    assert {name for name in rows if not name.startswith("ops.")} == {"vault.till_sales", "silver.transactions"}
    assert (rows["vault.till_sales"], rows["silver.transactions"], rows["ops.deliveries"]) == (5, 4, 3)
    assert all(row["holds"] and row["version"] >= 0 for row in told.rows)


def test_rows_come_by_key_and_no_more_than_asked_for(looks):
    every = inspect.show(looks, "silver.transactions", 100)
    places = [(row["transaction_id"], row["line"]) for row in every.rows]
    assert places == sorted(places)
    assert len(places) == 4
    assert inspect.show(looks, "silver.transactions", 1).rows == every.rows[:1]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "vault.till_sales",
            "vault.till_sales lies in the vault, which is not shown; read it with the vault's own permissions.",
        ),
        ("silver.transaction", "Unknown table 'silver.transaction': did you mean 'silver.transactions'? Known: "),
    ],
)
def test_what_is_not_shown_is_one_sentence(looks, name, said):
    with pytest.raises(UsageError) as refused:
        inspect.show(looks, name, 1)
    assert str(refused.value).startswith(said)


def test_refused_rows_of_a_table_come_one_by_one_with_all_that_is_known(looks, ran):
    [row] = inspect.quarantine(looks, "silver.transactions", 20).rows
    assert (row["failed"], row["file"], row["line"]) == ([FAILED], "s2.csv", 2)
    assert f'"transaction_id":"{ran.corner.thing("r3")}"' in row["record"]
    assert inspect.quarantine(looks, "ops.runs", 20).rows == ()


def test_a_run_is_told_with_the_sums_of_its_steps(looks):
    [run] = inspect.runs(looks, 20).rows
    assert (run["coalition"], run["status"], run["tables_done"]) == ("corner", "done", 2)
    assert (run["rows_read"], run["rows_quarantined"]) == (5 + 5, 1)
    assert inspect.runs(looks, 0).rows == ()


def test_a_select_is_answered_and_of_the_vault_only_where_that_is_said(looks):
    asked = "SELECT count(*) AS n FROM silver.transactions t WHERE t.member_id IS NULL"
    assert inspect.sql(looks, asked, False).rows == ({"n": 1},)
    of_vault = "SELECT count(*) AS n FROM vault.till_sales"
    assert inspect.sql(looks, of_vault, True).rows == ({"n": 5},)
    with pytest.raises(UsageError, match=r"^vault.till_sales lies in the vault; add --vault where you may read it\.$"):
        inspect.sql(looks, of_vault, False)
