"""What a run would do, without Spark and without a lakehouse: the ledger's words and versions are values."""

from dataclasses import replace
from datetime import datetime

import pytest
from tests.core.running.test_reasons import Entry

from gcrm.core.contracts.job import Job
from gcrm.core.contracts.step import Landing, Step
from gcrm.core.contracts.table import Append, Field, Table
from gcrm.core.running.fingerprint import fingerprint
from gcrm.core.running.outlook import outlook
from gcrm.core.running.reasons import NEVER, TAKEN_AWAY, UNKNOWN

JOB = Job("ingest", "files to bronze")
FIELDS = (Field("sale_id", "string", "Identifier"), Field("amount", "int", "Paid"))
LINES = Table("bronze.lines", "Lines.", FIELDS, load=Append())
SALES = Table("silver.sales", "Sales.", FIELDS)
DAYS = Table("marts.days", "Days.", FIELDS)
LAND = Landing(LINES, "till", "*.csv", (), list, str, str, list, JOB, options={"sep": ","})


def from_lines(lines):
    return lines


def from_sales(sales, as_of):
    return sales, as_of


STEPS = [LAND, Step(SALES, {"lines": LINES}, from_lines), Step(DAYS, {"sales": SALES}, from_sales)]


@pytest.fixture
def entries():
    """How the three tables were built last, none of which has changed since."""

    def entry(step, minute, **inputs):
        return Entry(step.output.name, datetime(2018, 11, 1, 0, minute), inputs, 2, fingerprint(step))

    land, sales, days = STEPS
    return {
        "bronze.lines": entry(land, 0),
        "silver.sales": entry(sales, 1, **{"bronze.lines": 2}),
        "marts.days": entry(days, 2, **{"silver.sales": 2}),
    }


def asked(entries, versions=None, files=0, steps=STEPS, day_of="silver.sales", gone=0):
    found = {"bronze.lines": 2, "silver.sales": 2, "marts.days": 2, **(versions or {})}
    made = {step.output.name: fingerprint(step) for step in steps}
    return outlook(steps, made, entries, found.get, lambda _: files, lambda _: gone, day_of)


def test_nothing_is_to_be_done_where_nothing_changed(entries):
    assert asked(entries) == {"bronze.lines": [], "silver.sales": [], "marts.days": []}


def test_new_files_bring_news_to_all_that_read_them(entries):
    assert asked(entries, files=2) == {
        "bronze.lines": ["2 new files"],
        "silver.sales": ["bronze.lines will have news"],
        "marts.days": ["silver.sales will have news"],
    }


def test_what_others_wrote_since_is_news(entries):
    assert asked(entries, {"silver.sales": 3})["marts.days"] == ["silver.sales has news"]


def test_nothing_was_built_yet():
    versions = dict.fromkeys(("bronze.lines", "silver.sales", "marts.days"), -1)
    assert asked({}, versions) == {"bronze.lines": [NEVER], "silver.sales": [NEVER], "marts.days": [NEVER]}
    assert asked({}, versions, files=1)["bronze.lines"] == ["1 new file"]


def test_a_changed_step_says_so_and_its_readers_wait_for_it(entries):
    entries["silver.sales"].fingerprint |= {"rule:a": "1"}
    found = asked(entries)
    assert found == {
        "bronze.lines": [],
        "silver.sales": ["rule a is gone"],
        "marts.days": ["silver.sales will have news"],
    }


def test_how_files_are_read_is_no_news_of_an_old_table(entries):
    entries["bronze.lines"].fingerprint = entries["silver.sales"].fingerprint = None
    found = asked(entries)
    assert (found["bronze.lines"], found["silver.sales"]) == ([], [UNKNOWN])
    entries["bronze.lines"].fingerprint = {**fingerprint(LAND), "option:sep": '";"'}
    assert asked(entries)["bronze.lines"] == ['sep of its files ";" -> ","']


def test_a_table_that_somebody_took_away_is_built_again(entries):
    assert asked(entries, {"silver.sales": -1})["silver.sales"] == [TAKEN_AWAY]


def test_what_may_not_be_looked_at_is_taken_as_it_was(entries):
    assert asked(entries, {"bronze.lines": None}) == {"bronze.lines": [], "silver.sales": [], "marts.days": []}


def test_the_business_date_may_move_with_the_table_that_tells_it(entries):
    entries["bronze.lines"].started_at = datetime(2018, 11, 2)
    assert asked(entries, day_of="bronze.lines")["marts.days"] == ["bronze.lines may move the business date"]
    assert asked(entries, day_of="bronze.lines")["silver.sales"] == [], "it takes no business date"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("code:sources/rows.py", "its rows stay as other code read them"),
        ("option:sep", "a run stops here; put them back, or add --rebuild-from-less bronze.lines"),
    ],
)
def test_files_that_are_gone_are_told_where_what_reads_them_changed(entries, changed, said):
    assert asked(entries, gone=2)["bronze.lines"] == []
    last = entries["bronze.lines"]
    entries["bronze.lines"] = replace(last, fingerprint={**last.fingerprint, changed: "other"})
    told = asked(entries, gone=2)["bronze.lines"][-1]
    assert told == f"2 files that it was made of cannot be read again, so {said}"
    assert not any("cannot be read again" in one for one in asked(entries)["bronze.lines"])
