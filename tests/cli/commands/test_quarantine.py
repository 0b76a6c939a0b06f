"""`gcrm quarantine`: a list of work, or the refused rows of one table."""

from gcrm.cli.parser import parsed


def test_without_a_table_reasons_are_counted(ran):
    head, first, second = ran.lines("quarantine")
    assert head == ["table", "feed", "reason", "rows", "example", "first_at", "mend", "rule"]
    assert first[:6] == ["silver.transactions", "till", "amount_is_not_zero", "1", "amount = 0.00", "s2.csv:2"]
    assert first[6].startswith("conf/coalitions/corner/feeds/till/transactions.sql:")
    assert (second[0], second[2].strip('"').partition(";")[0]) == ("vault.till_sales", "the file is empty")
    assert len(ran.lines("quarantine", "--limit", "1")) == 2


def test_of_a_table_each_refused_row_is_printed(ran):
    head, *rows = ran.lines("quarantine", "silver.transactions")
    assert head == ["failed", "unreadable", "file", "line", "record"]
    assert [row[0] for row in rows] == ["[amount_is_not_zero]"]


def test_an_unknown_table_is_one_line(ran):
    result = ran.gcrm("quarantine", "silver.transaction")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(
        "gcrm: Unknown table 'silver.transaction': did you mean 'silver.transactions'? Known: "
    )


def test_no_table_means_all_of_them():
    assert parsed(["quarantine", "--coalition", "demo"]).table is None
