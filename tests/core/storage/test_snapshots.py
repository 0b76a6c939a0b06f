"""Days side by side: a day's rows are replaced alone, and the oldest go where only so many are kept."""

from datetime import date

import pytest
from pyspark.testing import assertDataFrameEqual

from gcrm.core.contracts.table import Append, Field, Replace, Snapshots, Table
from gcrm.core.storage.snapshots import day_column, days, latest, oldest_kept, replaced
from gcrm.core.testing import rows, same

JANUARY, FEBRUARY, MARCH = date(2018, 1, 31), date(2018, 2, 28), date(2018, 3, 31)
SCORES = Table(
    "models.scores",
    "Scores.",
    (Field("member_id", "string", "Member", pii="pseudonym"), Field("as_of", "date", "Day"), Field("n", "int", "N")),
    key=("member_id", "as_of"),
    load=Snapshots(),
)
LISTED = Table("marts.lists", "Lists.", SCORES.fields, key=SCORES.key, load=Append())


def scores(lake, day, **given):
    return rows(lake.spark, SCORES, *({"member_id": m, "as_of": day, "n": n} for m, n in given.items()))


def write(lake, day, **given):
    lake.replace(SCORES, scores(lake, day, **given), {}, replaced("as_of", [day]))


def test_a_day_replaces_its_own_rows_and_the_newest_is_the_latest(lake):
    assert days(lake, SCORES) == []
    write(lake, FEBRUARY, a=1, b=2)
    write(lake, JANUARY, a=3)
    write(lake, FEBRUARY, b=4, c=5)
    same(lake.read(SCORES), [("a", JANUARY, 3), ("b", FEBRUARY, 4), ("c", FEBRUARY, 5)])
    assert days(lake, SCORES) == [JANUARY, FEBRUARY]
    assertDataFrameEqual(latest(lake, SCORES), scores(lake, FEBRUARY, b=4, c=5))
    write(lake, FEBRUARY)
    assert days(lake, SCORES) == [JANUARY], "a day without rows is a day that is not there"


def test_older_days_go_with_the_write_that_makes_them_too_many(lake):
    for day in (JANUARY, FEBRUARY):
        write(lake, day, a=1)
    before = lake.version(SCORES)
    lake.replace(SCORES, scores(lake, MARCH, a=2), {}, replaced("as_of", [MARCH], FEBRUARY))
    assert (days(lake, SCORES), lake.version(SCORES)) == ([FEBRUARY, MARCH], before + 1)


@pytest.mark.parametrize(
    ("there", "written", "keep", "oldest"),
    [
        ([], [JANUARY], 1, None),
        ([JANUARY], [FEBRUARY], None, None),
        ([JANUARY, FEBRUARY], [FEBRUARY], 2, None),
        ([JANUARY, FEBRUARY], [MARCH], 2, FEBRUARY),
        ([FEBRUARY, MARCH], [JANUARY], 2, FEBRUARY),
        ([], [JANUARY, FEBRUARY, MARCH], 1, MARCH),
    ],
)
def test_days_count_by_date_and_not_by_when_they_were_built(there, written, keep, oldest):
    assert oldest_kept(there, written, keep) == oldest


def test_a_table_that_keeps_no_days_is_all_there_is(lake):
    plainly = Table("marts.shown", "Scores.", SCORES.fields, load=Replace())
    lake.replace(plainly, scores(lake, JANUARY, a=1), {})
    assert (day_column(plainly), days(lake, plainly), latest(lake, plainly).count()) == (None, [], 1)


def test_rows_are_added_once_and_what_is_there_stays(lake):
    assert lake.add(LISTED, scores(lake, JANUARY, a=1, b=2), {}) == 2
    assert lake.add(LISTED, scores(lake, JANUARY, a=1, b=2), {}) == 0, "the same again"
    both = scores(lake, JANUARY, b=9).unionByName(scores(lake, FEBRUARY, b=3)).unionByName(scores(lake, FEBRUARY, b=3))
    assert lake.add(LISTED, both, {}) == 1
    same(lake.read(LISTED), [("a", JANUARY, 1), ("b", JANUARY, 2), ("b", FEBRUARY, 3)])
