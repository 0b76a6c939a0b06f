"""`gcrm runs`: a line per run, the newest first."""

import json


def test_a_run_is_one_line_with_its_rows(ran):
    head, *rows = ran.lines("runs")
    [row] = [dict(zip(head, row, strict=True)) for row in rows]
    assert (row["coalition"], row["status"], row["tables_done"], row["rows_read"]) == ("corner", "done", "2", "10")
    assert row["message"] == ""


def test_programs_get_the_day_and_the_seconds(ran):
    [row] = json.loads(ran.gcrm("runs", "--format", "json").out)
    assert row["as_of"] is None, "no table of the run was built as of a day"
    assert row["seconds"] > 0


def test_no_more_are_printed_than_asked_for(ran):
    assert len(ran.lines("runs", "--limit", "0")) == 1, "the header"
