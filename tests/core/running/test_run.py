"""The first failure ends a run, is on record, and lets nothing else begin."""

from datetime import UTC, datetime

import pytest
from tests.core.running.shop import Notes

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Table
from gcrm.core.errors import UsageError
from gcrm.core.frames import small
from gcrm.core.running.records import Run
from gcrm.core.running.run import Runner
from gcrm.core.settings.config import AgreedPlaces, AsOf, Config
from gcrm.core.testing import same

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
