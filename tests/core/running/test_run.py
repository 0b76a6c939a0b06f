"""A run tells each step in one line; the first failure ends it, is on record, and lets nothing else begin."""

from datetime import UTC, date, datetime

import pytest
from tests.core.running.shop import Notes

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Table
from gcrm.core.errors import UsageError
from gcrm.core.frames import small
from gcrm.core.running.records import Run, StepRecord
from gcrm.core.running.run import Runner, progress
from gcrm.core.settings.config import AgreedPlaces, AsOf, Config
from gcrm.core.testing import same

BEGAN = datetime(2018, 1, 1)


def record(status="done", mode="whole", **more):
    return StepRecord("silver.sales", status, mode, BEGAN, **more)


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ([record(rows_kept=1234)], "1,234 rows 1.5 s whole"),
        ([record(rows_kept=5, rows_quarantined=2, rows_late=3)], "5 rows 1.5 s whole 2 quarantined 3 late"),
        ([record(rows_kept=5, reason="never built")], "5 rows 1.5 s whole (never built)"),
        ([record("unchanged", "")], "unchanged"),
        ([record("unchanged", "", reason="files are gone")], "unchanged (files are gone)"),
        (
            [
                record(rows_kept=5, as_of=date(2018, 1, 31), rows_late=1),
                record("unchanged", "", as_of=date(2018, 2, 28), reason="of a day that is as it was"),
                record(rows_kept=6, as_of=date(2018, 3, 31), rows_late=1, reason="rule a is new"),
            ],
            "11 rows 1.5 s whole 2 of 3 days 2 late (rule a is new)",
        ),
    ],
)
def test_a_step_is_told_in_one_line(records, words):
    head, *rest = progress(records, 1.52, 7, 47).split("silver.sales", 1)
    assert head == "[  7/47] "
    assert " ".join(rest[0].split()) == words


FIELDS = (Field("id", "string", "Identifier"), Field("n", "int", "Number"))
ONE, TWO, LAST = (Table(f"warehouse.{name}", "Numbers.", FIELDS, key=("id",)) for name in ("one", "two", "last"))


class Ended(Notes):
    """A ledger in memory that knows how its runs ended."""

    def end(self, run, status, *rest):
        self.ended = (run.run_id, status, rest[-1])


def broken(one):
    raise UsageError(f"{len(one.columns)} columns are too few.")


def test_a_failure_is_on_record_and_what_was_done_before_it_too(lake, spark):
    steps = [
        Step(ONE, {}, lambda: small(spark, "id string, n int", [("a", 1)])),
        Step(TWO, {"one": ONE}, broken),
        Step(LAST, {"two": TWO}, lambda two: two),
    ]
    said, notes = [], Ended(lake)
    config = Config("corner", {}, AsOf(ONE.name, "n"), AgreedPlaces(), workers=2)
    run = Run("r1", "corner", datetime.now(UTC).replace(tzinfo=None), n_steps=len(steps))
    with pytest.raises(UsageError, match=r"^2 columns are too few\.$"):
        Runner(lake, config, {}, run, notes, said.append).execute(steps, steps)
    assert notes.ended == ("r1", "failed", "2 columns are too few.")
    assert [(step.position, step.table_name, step.rows_kept, step.reason) for step in notes.done] == [
        (1, ONE.name, 1, "never built")
    ]
    assert [line.split()[:3] for line in said] == [["[", "1/3]", ONE.name]]
    same(lake.read(ONE), [("a", 1)])
    assert not lake.exists(LAST)
