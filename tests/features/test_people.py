"""People of small areas: as published, or what is published of the area around them, spread by floor area."""

from math import nan

import pytest

from gcrm.core.testing import rows
from gcrm.features.people import BY_FLOOR_AREA, EVENLY, PUBLISHED, people, spread
from gcrm.silver.area_indicators import AREA_INDICATORS
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.housing_complexes import HOUSING_COMPLEXES
from gcrm.silver.listings import LISTINGS

PLACES = (
    {"area_id": "S", "level": "state"},
    *({"area_id": f"D{i}", "level": "district", "parent_area_id": "S"} for i in (1, 2, 3)),
    *({"area_id": f"{i}{name}", "level": "town", "parent_area_id": f"D{i}"} for i in (1, 2) for name in "abc"),
    {"area_id": "3a", "level": "town", "parent_area_id": "D3"},
    {"area_id": "1a1", "level": "block", "parent_area_id": "1a"},
    {"area_id": "x", "level": "town"},
)


@pytest.fixture(scope="module")
def found(spark):
    """D1 is counted, and 1c in it; D2 is counted; of D3 only the state around it is; of x nothing."""
    told = [
        ("D1", 1000.0, "2010"),
        ("1c", 300.0, "2010"),
        ("D2", 900.0, "2010"),
        ("D2", 600.0, "2020"),
        ("S", 2000.0, "2010"),
    ]
    places = rows(spark, SILVER_AREAS, *PLACES)
    homes = [("1a1", 30), ("1a", 10), ("1b", 20)]
    counts = [{"area_id": a, "indicator": "population", "value": n, "period": year} for a, n, year in told]
    listed = [{"listing_id": a, "area_id": a, "size": size} for a, size in (("1a", 50.0), ("1b", 150.0))]
    built = [{"complex_id": a, "area_id": a, "n_homes": n} for a, n in homes]
    tables = (rows(spark, AREA_INDICATORS, *counts), rows(spark, LISTINGS, *listed))
    made = people("town", places, *tables, rows(spark, HOUSING_COMPLEXES, *built))
    return {row.area_id: row for row in made.collect()}


def test_what_is_published_of_an_area_stands(found):
    assert (found["1c"].n_people, found["1c"].people_source, found["1c"].n_homes) == (300.0, PUBLISHED, 0)


def test_the_rest_of_a_larger_area_is_spread_by_homes_and_their_size(found):
    # 40 homes of half the usual size against 20 of half as much again: 20 to 30.
    assert (found["1a"].n_homes, found["1b"].n_homes) == (40, 20)
    assert found["1a"].n_people == pytest.approx(700 * 20 / 50)
    assert found["1b"].n_people == pytest.approx(700 * 30 / 50)
    assert {found[name].people_source for name in ("1a", "1b")} == {BY_FLOOR_AREA}


def test_without_homes_all_get_the_same_of_the_latest_figure(found):
    assert {found[f"2{name}"].n_people for name in "abc"} == {200.0}
    assert {found[f"2{name}"].people_source for name in "abc"} == {EVENLY}


def test_an_area_without_a_figure_around_it_has_none(found):
    assert (found["x"].n_people, found["x"].people_source) == (None, None)


def test_of_an_area_whose_own_district_is_not_counted_it_is_what_the_others_leave_of_the_state(found):
    assert (found["3a"].n_people, found["3a"].people_source) == (pytest.approx(2000 - 1000 - 600), EVENLY)


def test_counts_that_do_not_fit_leave_nobody_rather_than_fewer():
    found = spread({"a": ["a", "s"], "b": ["b", "s"]}, {"s": 10.0, "a": 30.0}, {"a": nan, "b": nan})
    assert found == {"a": (30.0, PUBLISHED), "b": (0.0, EVENLY)}


def test_areas_in_a_circle_end():
    assert spread({"a": ["a", "b"], "b": ["b", "a"]}, {"b": 5.0}, {"a": nan, "b": nan})["b"] == (5.0, PUBLISHED)
