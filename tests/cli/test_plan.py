"""The words of a plan: what each step reads, how it is loaded, what it is for, and why it would run."""

from dataclasses import replace

from tests.core.running.visits import CELLS, SCORES, TOTALS, VISITS, steps

from gcrm.cli.places import Places
from gcrm.cli.plan import text
from gcrm.cli.project import Coalition, Project
from gcrm.cli.why import Whys
from gcrm.core.contracts.step import Landing, Lookup, News, Part, Step
from gcrm.core.contracts.table import Snapshots
from gcrm.core.running.reasons import UP_TO_DATE
from gcrm.vault.derived import Keys

SALES = Part("till", {"lines": replace(VISITS, name="bronze.till_lines")}, lambda lines: lines, None)


PLACES = Places(None, "lake", "lake/vault")
KEYS = Keys("corner", lambda: b"", lambda: b"")


def project(*made):
    return Project(Coalition("Corner", "EUR", ("de",)), None, (), made, {}, PLACES, KEYS)


def planned(*made, look=False, whys=None):
    """Table to the lines of its block."""
    head, *lines = text(project(*made), list(made), look, whys).splitlines()
    assert head == f"{len(made)} steps for Corner"
    starts = [n for n, line in enumerate(lines) if not line.startswith("     ")]
    blocks = [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    return {block[0].split()[1]: [line.strip() for line in block] for block in blocks}


def test_each_way_to_load_has_its_words():
    keeping = Step(
        replace(SCORES, name="models.kept", load=Snapshots(keep=3)),
        {"totals": TOTALS},
        lambda totals, as_of: (totals, as_of),
    )
    heads = {name: lines[0].split(maxsplit=2)[2] for name, lines in planned(*steps(), keeping).items()}
    assert heads == {
        "silver.visits": "upserts by key",
        "warehouse.cells": "replaces touched groups of member_id, month",
        "warehouse.totals": "replaces touched groups of member_id",
        "models.scores": "replaces its day's rows",
        "models.kept": "replaces its day's rows, keeps 3 days",
        "models.gone_on": "replaces its day's rows",
        "marts.tops": "replaces all",
        "marts.shown": "replaces all",
        "marts.listed": "appends",
    }


def test_what_is_read_says_how_and_what_reads_it_is_named():
    blocks = planned(*steps())
    assert blocks["warehouse.cells"][1:] == ["reads  silver.visits (news)", "for    warehouse.totals"]
    assert blocks["marts.tops"][1:] == ["reads  models.scores (every day)", "for    people: nothing else reads it"]
    assert blocks["models.scores"][2] == "for    marts.tops, marts.shown, models.gone_on, marts.listed"
    assert blocks["models.gone_on"][1] == "reads  models.scores; models.gone_on (earlier days)"
    looked_up = Step(
        CELLS, {"visits": News(VISITS), "others": Lookup(TOTALS, "member_id")}, lambda visits, others: (visits, others)
    )
    reads = planned(looked_up)["warehouse.cells"][1]
    assert reads == "reads  silver.visits (news); warehouse.totals (by member_id)"


def test_a_feeds_select_is_told_with_its_files_and_a_table_without_one_too():
    made = steps()[0]
    assert planned(made)["silver.visits"][1] == "reads  nothing: no feed has a SELECT for it"
    assert planned(made.bound((SALES,)))["silver.visits"][1] == "reads  till's SELECT over bronze.till_lines"


def test_files_are_counted_only_where_they_are_looked_at():
    found = []
    landing = Landing(VISITS, "till", "v*.csv", (), lambda: found, str, lambda _: None, lambda *_: None, None)
    assert planned(landing)["silver.visits"][1] == "reads  v*.csv"
    for there, told in (([], "0 files"), (["v1.csv"], "1 file"), (["v1.csv", "v2.csv"], "2 files")):
        found[:] = there
        assert planned(landing, look=True)["silver.visits"][1] == f"reads  v*.csv ({told} there)"


def test_reasons_stand_below_their_table():
    whys = {step.output.name: [] for step in steps()} | {"warehouse.cells": ["rule a is new", "and 1 more"]}
    blocks = planned(*steps(), whys=Whys(whys))
    assert blocks["warehouse.cells"][-1] == "why    rule a is new; and 1 more"
    assert blocks["marts.tops"][-1] == f"why    {UP_TO_DATE}"
