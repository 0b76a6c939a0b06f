"""A release: cells read from a frame, what is remembered of them, and what is noted."""

import pytest
from pyspark.sql import DataFrame, SparkSession

from gcrm.core.cell import CELL
from gcrm.core.contracts.table import Field, Table
from gcrm.core.testing import members, rows, same
from gcrm.ops.releases import RELEASES
from gcrm.publish.gate import Settings
from gcrm.publish.release import Release, cells, release, remembered

COUNTS = Table(
    "marts.counts",
    "",
    (
        Field("area", "string", "Area"),
        Field("n", "bigint", "Members"),
        Field("above", "array<string>", "Areas above"),
        Field("cell", CELL, "What the gate must know"),
    ),
)


SIZES = {"north": 120, "south": 52, "few": 12, "none": 3, None: 40}


def _frame(spark: SparkSession) -> DataFrame:
    given = ({"area": area, "above": ["land"], "cell": members(n, 100.0)} for area, n in SIZES.items())
    return rows(spark, COUNTS, *given)


@pytest.fixture(scope="module")
def made(spark: SparkSession) -> Release:
    given = cells(_frame(spark), ("area",), within="above")
    assert {(cell.key, cell.n, cell.within) for cell in given} == {(a, n, ("land",)) for a, n in SIZES.items() if a}
    return release(given, "publish.counts", rows(spark, RELEASES), Settings(), "mean")


def test_what_is_noted_is_remembered_as_it_was_shown(spark: SparkSession, made: Release) -> None:
    ledger = rows(spark, RELEASES, *(dict(zip(RELEASES.columns, row, strict=True)) for row in made.rows))
    shown, number = remembered(ledger)
    assert (shown, number) == (dict(made.shown), 1)
    again = release(cells(_frame(spark), ("area",), within="above"), "publish.counts", ledger, Settings(), "mean")
    assert (again.rows, dict(again.shown)) == ((), shown)


def test_the_newest_release_of_a_cell_counts(spark: SparkSession) -> None:
    some = {"cell": "a", "within": [], "what": [7]}
    old, new = ({**some, "number": i, "n_members": n, "who": [i]} for i, n in ((1, 10), (2, 40)))
    shown, number = remembered(rows(spark, RELEASES, new, old))
    assert (shown["a"].n, shown["a"].who, number) == (40, (2,), 2)


def test_rows_of_no_cell_and_withheld_ones_say_nothing(spark: SparkSession, made: Release) -> None:
    put = made.put(_frame(spark), ("area",), "n", withheld=("above",))
    shown = [("north", 100, ["land"], False), ("south", 40, ["land"], False)]
    hidden = [("few", None, None, True), ("none", None, None, True), (None, None, None, True)]
    same(put, [*shown, *hidden], "area", "n", "above", "withheld")
