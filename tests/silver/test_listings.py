"""Listings: placed by a city without a region; coordinates elsewhere are taken out; impossible offers are refused."""

from pyspark.sql import DataFrame, SparkSession
from tests.silver.judge import reasons

from gcrm.core.testing import rows, same, with_source
from gcrm.silver import listings
from gcrm.silver.place_names import PlaceSettings

FLAT = {"offer": "rent", "place_name": "São Paulo", "size": 50, "price": 1500}


def test_coordinates_far_from_the_areas_seat_are_taken_out(spark: SparkSession, areas: DataFrame) -> None:
    raw = rows(
        spark,
        listings.RAW,
        FLAT | {"listing_id": "near", "latitude": -20.4, "longitude": -45.3},
        FLAT | {"listing_id": "swapped", "latitude": -45.3, "longitude": -20.4},
        FLAT | {"listing_id": "half", "latitude": -20.4},
        FLAT | {"listing_id": "none"},
    )
    same(
        listings.build(with_source(raw), areas, PlaceSettings()),
        [
            ("half", -20.4, None, "1"),
            ("near", -20.4, -45.3, "1"),
            ("none", None, None, "1"),
            ("swapped", None, None, "1"),
        ],
        "listing_id",
        "latitude",
        "longitude",
        "area_id",
    )


def test_what_is_refused(spark: SparkSession, areas: DataFrame) -> None:
    raw = rows(
        spark,
        listings.RAW,
        FLAT | {"listing_id": "good"},
        FLAT | {"listing_id": "nowhere", "place_name": None},
        FLAT | {"listing_id": "two towns have this name", "place_name": "Bom Jesus"},
        FLAT | {"listing_id": "swap", "offer": "swap"},
        FLAT | {"listing_id": "free", "price": 0},
        FLAT | {"listing_id": "castle", "size": 46335},
        FLAT | {"listing_id": "unsized", "size": None},
    )
    assert reasons(listings.build(with_source(raw), areas, PlaceSettings()), listings.LISTINGS, "listing_id") == {
        "good": [],
        "nowhere": ["area_id_is_given"],
        "two towns have this name": ["area_id_is_given"],
        "swap": ["offer_is_known"],
        "free": ["price_is_positive"],
        "castle": ["size_is_plausible"],
        "unsized": ["size_is_given", "size_is_plausible"],
    }


def test_listings_lie_in_areas_of_the_level_that_is_set(spark: SparkSession, city: DataFrame) -> None:
    raw = rows(
        spark,
        listings.RAW,
        FLAT | {"listing_id": "near", "place_name": "Gangnam", "latitude": -20.4, "longitude": -45.3},
        FLAT | {"listing_id": "far", "place_name": "Hapjeong", "latitude": -45.3, "longitude": -20.4},
        FLAT | {"listing_id": "district", "place_name": "Mapo"},
    )
    built = listings.build(with_source(raw), city, PlaceSettings("neighbourhood"))
    same(
        built,
        [
            ("district", None, None),
            ("far", "n2", None),
            ("near", "n1", -20.4),
        ],
        "listing_id",
        "area_id",
        "latitude",
    )
