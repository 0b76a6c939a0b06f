"""Statements about members: places are matched, and a stated place that is no area is refused."""

from pyspark.sql import DataFrame, SparkSession
from tests.silver.judge import reasons

from gcrm.core.running import quality
from gcrm.core.testing import rows, same, with_source
from gcrm.silver import members
from gcrm.silver.place_names import PlaceSettings

AT_HOME = {"member_id": "a", "valid_from": "2018-01-02", "place_name": "sao paulo", "region_code": "SP"}


def test_a_stated_place_must_be_an_area_and_none_may_be_stated(spark: SparkSession, areas: DataFrame) -> None:
    raw = rows(
        spark,
        members.RAW,
        AT_HOME,
        AT_HOME | {"member_id": "b", "place_name": "sao paulo - sp"},
        AT_HOME | {"member_id": "c", "place_name": None},
        AT_HOME | {"member_id": "d", "valid_from": None},
    )
    built = members.build(with_source(raw), areas, PlaceSettings())
    assert reasons(built, members.SILVER_MEMBERS, "member_id") == {
        "a": [],
        "b": ["place_is_an_area"],
        "c": [],
        "d": ["valid_from_is_given"],
    }
    same(built, [("a", "1"), ("b", None), ("c", None), ("d", "1")], "member_id", "area_id")


def test_a_delivery_that_states_several_things_of_a_member_is_refused_by_the_member(
    spark: SparkSession, areas: DataFrame
) -> None:
    raw = rows(
        spark,
        members.RAW,
        AT_HOME | {"postal_code": "01001"},
        AT_HOME | {"postal_code": "04000"},
        AT_HOME | {"postal_code": "04000"},
    )
    built = members.build(with_source(raw), areas, PlaceSettings())
    judged = quality.judged(quality.match_columns(built, members.SILVER_MEMBERS), members.SILVER_MEMBERS)
    same(judged.agg(*quality.tally()), [(3, 0, 3, 0)], "read", "kept", "quarantined", "repeated")
    assert quality.good(judged).isEmpty()


def test_the_same_statement_twice_repeats(spark: SparkSession, areas: DataFrame) -> None:
    raw = rows(spark, members.RAW, AT_HOME | {"postal_code": "04000"}, AT_HOME | {"postal_code": "04000"})
    built = members.build(with_source(raw), areas, PlaceSettings())
    judged = quality.judged(quality.match_columns(built, members.SILVER_MEMBERS), members.SILVER_MEMBERS)
    same(judged.agg(*quality.tally()), [(2, 1, 0, 1)], "read", "kept", "quarantined", "repeated")


def test_members_live_in_areas_of_the_level_that_is_set(spark: SparkSession, city: DataFrame) -> None:
    raw = rows(
        spark,
        members.RAW,
        AT_HOME | {"member_id": "a", "place_name": "Gangnam", "region_code": "11"},
        AT_HOME | {"member_id": "b", "place_name": "Mapo", "region_code": "11"},
    )
    built = members.build(with_source(raw), city, PlaceSettings("neighbourhood"))
    same(built, [("a", "n1"), ("b", None)], "member_id", "area_id")
