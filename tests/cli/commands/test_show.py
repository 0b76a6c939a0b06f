"""`gcrm show`: the first rows of a table by its key, and not of the vault's."""

from gcrm.cli.parser import parsed


def test_the_first_rows_are_printed(ran):
    head, *rows = ran.lines("show", "silver.transactions", "--limit", "2")
    assert head[:2] == ["transaction_id", "line"]
    kept = [("r1", "1"), ("r1", "2"), ("r2", "1"), ("r3", "2")]
    assert [row[:2] for row in rows] == sorted([ran.corner.thing(receipt), line] for receipt, line in kept)[:2]


def test_twenty_rows_are_enough_unless_more_are_asked_for():
    assert parsed(["show", "marts.kpis", "--coalition", "demo"]).limit == 20


def test_a_table_of_the_vault_is_not_shown_and_the_mistake_is_one_line(ran):
    result = ran.gcrm("show", "vault.till_sales")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("gcrm: vault.till_sales lies in the vault, which is not shown; ")
    assert len(result.complaints) == 1
