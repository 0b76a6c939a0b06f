"""Stores: matched like members, and what people type into a city field is masked."""

from pyspark.sql import DataFrame, SparkSession
from tests.silver.judge import reasons

from gcrm.core.testing import rows, same, with_source
from gcrm.silver import stores
from gcrm.silver.place_names import PlaceSettings


def test_stores_are_matched_and_an_e_mail_for_a_city_is_masked(spark: SparkSession, areas: DataFrame) -> None:
    raw = rows(
        spark,
        stores.RAW,
        {"store_id": "s1", "partner_id": "p1", "place_name": "parati", "region_code": "RJ"},
        {"store_id": "s2", "partner_id": "p1", "place_name": "vendas@loja.com.br", "region_code": "RJ"},
        {"store_id": "s3", "partner_id": None},
    )
    built = stores.build(with_source(raw), areas, PlaceSettings())
    same(
        built,
        [
            ("s1", "parati", "5"),
            ("s2", "[email]", None),
            ("s3", None, None),
        ],
        "store_id",
        "place_name",
        "area_id",
    )
    assert reasons(built, stores.STORES, "store_id") == {
        "s1": [],
        "s2": ["place_is_an_area"],
        "s3": ["partner_id_is_given"],
    }


def test_stores_stand_in_areas_of_the_level_that_is_set(spark: SparkSession, city: DataFrame) -> None:
    at = {"partner_id": "p1", "region_code": "11"}
    raw = rows(
        spark,
        stores.RAW,
        at | {"store_id": "s1", "place_name": "Gangnam"},
        at | {"store_id": "s2", "place_name": "Mapo"},
    )
    built = stores.build(with_source(raw), city, PlaceSettings("neighbourhood"))
    same(built, [("s1", "n1"), ("s2", None)], "store_id", "area_id")
