"""`gcrm show`: the first rows of a table by its key, and not of the vault's."""

import pytest

from gcrm.cli.parser import parsed


def test_the_first_rows_are_printed(ran):
    head, *rows = ran.lines("show", "silver.transactions", "--limit", "2")
    assert head[:2] == ["transaction_id", "line"]
    assert [row[:2] for row in rows] == [["r1", "1"], ["r1", "2"]]


def test_twenty_rows_are_enough_unless_more_are_asked_for():
    assert parsed(["show", "marts.kpis", "--coalition", "demo"]).limit == 20


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("vault.till_sales", "gcrm: vault.till_sales lies in the vault, which is not shown; read it with the vault's"),
        ("silver.transaction", "gcrm: Unknown table 'silver.transaction': did you mean 'silver.transactions'? Known: "),
    ],
)
def test_a_table_that_cannot_be_shown_is_one_line(ran, table, said):
    result = ran.gcrm("show", table)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(said)
    assert len(result.complaints) == 1
