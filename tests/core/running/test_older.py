"""Days that tables keep, and which of them were made otherwise than a run would make them now."""

from datetime import date, datetime

import pytest
from tests.core.running.test_reasons import Entry

from gcrm.core.contracts.table import Append, Field, Snapshots, Table, Upsert
from gcrm.core.running.older import held, kept, made_otherwise, told

JANUARY, FEBRUARY, MARCH = date(2018, 1, 31), date(2018, 2, 28), date(2018, 3, 31)
FIELDS = (Field("area_id", "string", "Area"), Field("as_of", "date", "Business day"))
NOW, BEFORE = {"settings.k": "7"}, {"settings.k": "5"}


def table(name, load):
    return Table(name, "Kept.", FIELDS, key=("area_id", "as_of"), load=load)


EVERY, TWO = table("marts.every", Snapshots()), table("marts.two", Snapshots(keep=2))


def entry(name, day, made, hour=0):
    return Entry(name, datetime(2018, 4, 1, hour), {}, 2, made, day)


def test_the_last_word_on_a_day_counts_and_the_newest_days_are_kept():
    entries = [entry("marts.two", day, NOW) for day in (MARCH, JANUARY, FEBRUARY)]
    entries += [entry("marts.two", MARCH, BEFORE, 1), entry("marts.other", JANUARY, NOW)]
    assert [*held(TWO, entries)] == [FEBRUARY, MARCH]
    assert held(TWO, entries)[MARCH].fingerprint == BEFORE
    assert held(table("marts.two", Upsert()), entries) == {}


def test_a_day_that_one_table_has_let_go_is_kept_by_none():
    entries = [entry(name, day, NOW) for name in ("marts.every", "marts.two") for day in (JANUARY, FEBRUARY, MARCH)]
    assert kept([EVERY], entries) == (JANUARY, FEBRUARY, MARCH)
    assert kept([EVERY, TWO], entries) == (FEBRUARY, MARCH)
    assert kept([EVERY], []) == ()


@pytest.mark.parametrize("load", [Snapshots(), Append()])
def test_days_of_another_fingerprint_are_found(load):
    entries = [entry("marts.every", JANUARY, BEFORE), entry("marts.every", FEBRUARY, NOW)]
    mine = table("marts.every", load)
    assert made_otherwise(mine, NOW, entries) == [JANUARY]
    assert made_otherwise(mine, BEFORE, entries) == [FEBRUARY]
    assert made_otherwise(mine, BEFORE, entries, newest=False) == []


def test_days_of_several_tables_are_counted_once():
    assert told({"marts.every": []}) is None
    assert told({"marts.every": [JANUARY, FEBRUARY], "marts.two": [FEBRUARY]}) == (
        "2 earlier days (of 2 tables, such as marts.every) were made by other code or settings than now; --every kept "
        "builds them anew."
    )
