"""Stores within reach of areas: ways, sizes and visits, with what stands in for what is not known."""

from datetime import date

import pytest

from gcrm.core.testing import rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.purchasing_power import huff_parameters, store_reach
from gcrm.models.purchasing_power.store_reach import Settings
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.roads import ROADS
from gcrm.silver.store_sites import STORE_SITES
from gcrm.silver.stores import STORES
from gcrm.silver.travel_times import TRAVEL_TIMES
from gcrm.warehouse.member_history import MEMBER_HISTORY
from gcrm.warehouse.member_stores import MEMBER_STORES

AS_OF = date(2025, 6, 30)
PLACES = [{"area_id": name, "longitude": float(i), "latitude": 0.0} for i, name in enumerate("abc")]
SHOPS = [("s1", "kiosk", "a"), ("s2", "kiosk", "c"), ("only", "cafe", "a"), ("nowhere", "kiosk", None)]


def build(spark, sites=(), times=(), visits=(), settings=None, spells=(), roads=()):
    return store_reach.build(
        rows(spark, MEMBER_STORES, *visits),
        rows(spark, MEMBER_FEATURES, *({"member_id": f"m{name}", "area_id": name} for name in "abc")),
        rows(spark, MEMBER_HISTORY, *spells),
        rows(spark, AREA_FEATURES, *({"area_id": name} for name in "abc")),
        rows(spark, SILVER_AREAS, *PLACES),
        rows(spark, STORES, *({"store_id": s, "partner_id": p, "area_id": a} for s, p, a in SHOPS)),
        rows(spark, STORE_SITES, *sites),
        rows(spark, TRAVEL_TIMES, *times),
        rows(spark, ROADS, *roads),
        settings or Settings(),
        AS_OF,
    )


def by_pair(frame):
    return {(row.area_id, row.store_id): row for row in frame.collect()}


def test_without_times_the_way_is_the_distance_and_a_partner_with_one_store_has_no_rows(spark):
    made = by_pair(build(spark, sites=[{"store_id": "s1", "size": 90.0}]))
    assert {store for _, store in made} == {"s1", "s2"}
    assert len(made) == 6
    assert made["b", "s1"].way == pytest.approx(111.195)
    assert made["a", "s1"].way == 1.0
    assert {row.size for row in made.values()} == {90.0}
    assert {row.way_source for row in made.values()} == {"distance"}


def test_published_times_count_and_others_are_foretold_by_distance(spark):
    pairs = [("a", "a", 5.0), ("b", "a", 60.0), ("b", "c", 70.0), ("c", "c", 6.0)]
    made = by_pair(build(spark, times=[{"area_id": o, "to_area_id": d, "minutes": m} for o, d, m in pairs]))
    assert (made["b", "s1"].way, made["b", "s1"].way_source) == (60.0, "travel time")
    assert made["a", "s2"].way_source == "foretold time"
    assert 65 < made["a", "s2"].way < 200


def test_where_no_time_is_published_the_way_goes_along_the_roads(spark):
    roads = [
        {"road_id": a + b, "area_id": a, "to_area_id": b, "minutes": m}
        for a, b, m in (("a", "b", 50.0), ("b", "c", 40.0))
    ]
    made = by_pair(build(spark, times=[{"area_id": "b", "to_area_id": "a", "minutes": 45.0}], roads=roads))
    assert (made["b", "s1"].way, made["b", "s1"].way_source) == (45.0, "travel time")
    assert (made["a", "s2"].way, made["a", "s2"].way_source) == (90.0, "time by road")
    assert made["a", "s1"].way_source == "foretold time", "no road leads from an area to itself"


def test_visits_are_comparable_from_when_all_stores_could_be_chosen(spark):
    visits = [
        {"member_id": f"m{a}", "month": f"2025-{m:02d}-01", "store_id": s, "days": 7, "amount": 30}
        for a, m, s in (("a", 2, "s1"), ("a", 4, "s1"), ("b", 5, "s2"), ("b", 9, "s2"))
    ]
    made = by_pair(build(spark, sites=[{"store_id": "s2", "opened_on": "2025-03-15"}], visits=visits))
    assert (made["a", "s1"].n_visits, made["a", "s1"].n_comparable_visits, made["a", "s1"].amount) == (6, 3, 60.0)
    assert made["b", "s2"].n_visits == 3
    assert made["c", "s2"].n_visits == 0


def test_visits_before_a_move_tell_nothing_of_the_way_from_today_s_home(spark):
    visits = [
        {"member_id": "ma", "month": f"2025-{m:02d}-01", "store_id": "s1", "days": 7, "amount": 30} for m in (2, 4)
    ]
    spells = [{"member_id": "ma", "area_id": area, "valid_from": a, "valid_to": b}
              for area, a, b in (("c", "2024-01-01", "2025-03-09"), ("a", "2025-03-10", None))]  # fmt: skip
    row = by_pair(build(spark, visits=visits, spells=spells))["a", "s1"]
    assert (row.n_visits, row.n_comparable_visits) == (6, 3)


def test_of_many_stores_the_nearest_are_within_reach(spark):
    far = {"store_id": "nowhere", "longitude": 9.0, "latitude": 0.0}
    made = by_pair(build(spark, sites=[far], settings=Settings(2)))
    assert {store for area, store in made if area == "b"} == {"s1", "s2"}


def test_a_store_that_is_closed_or_not_yet_open_is_in_nobodys_reach(spark):
    closed = [{"store_id": "s1", "closed_on": "2025-01-31"}]
    assert build(spark, sites=closed).count() == 0
    assert build(spark, sites=[{"store_id": "s2", "opened_on": "2025-07-01"}]).count() == 0


def test_where_visits_tell_nothing_the_powers_are_the_usual_ones_and_say_so(spark):
    made = {row.name: row for row in huff_parameters.build(build(spark), AS_OF).collect()}
    assert (made["attraction"].value, made["friction"].value, made["friction"].se) == (1.0, 2.0, None)
    assert made["friction"].note.startswith("not estimated: visits are 0 everywhere")


def test_settings_name_what_works():
    with pytest.raises(ValueError, match="nearest is 1; 2 or more works"):
        Settings(nearest=1)
