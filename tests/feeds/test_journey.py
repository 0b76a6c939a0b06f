"""A grocer's Parquet files: configuration alone makes a second coalition."""

from datetime import datetime
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from tests.feeds.delivery import Delivery, kept, refused

LINE = {
    "household_id": 900,
    "store_id": 330,
    "basket_id": 31198570044,
    "product_id": 1,
    "quantity": 2,
    "sales_value": 2.5,
    "retail_disc": 0.3,
    "coupon_disc": 0.1,
    "coupon_match_disc": 0.05,
    "week": 1,
    "transaction_timestamp": datetime(2017, 3, 12, 2, 30, 5),
}


@pytest.fixture(scope="module")
def delivery(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Delivery:
    made = Delivery(spark, "grocer", tmp_path_factory.mktemp("landing"))
    made.deliver(
        "journey",
        "transactions",
        [LINE, LINE, LINE | {"store_id": 7, "sales_value": 0.0, "quantity": 0}, LINE | {"product_id": 99}],
    )
    made.deliver(
        "journey",
        "products",
        [
            {
                "product_id": 1,
                "manufacturer_id": 2,
                "department": "GROCERY",
                "brand": "Private",
                "product_category": "ICE",
                "product_type": None,
                "package_size": "22 LB",
            }
        ],
    )
    household = {"household_id": 900, "age": "65+", "income": "35-49K", "household_size": "2"}
    rest = dict.fromkeys(("home_ownership", "marital_status", "household_comp", "kids_count"), "x")
    made.deliver("journey", "demographics", [household | rest])
    return made


def test_equal_lines_of_a_basket_are_two_lines(delivery: Delivery) -> None:
    judged = delivery.judged("silver.transactions")
    assert kept(judged, "transaction_id", "line", "store_id", "category", "sold_at", "amount", "discount") == [
        ("31198570044", "1", "330", "GROCERY", "2017-03-11 21:30:05", "2.50", "0.45"),
        ("31198570044", "2", "330", "GROCERY", "2017-03-11 21:30:05", "2.50", "0.45"),
        ("31198570044", "3", "330", None, "2017-03-11 21:30:05", "2.50", "0.45"),
    ]
    assert refused(judged, "line") == {"4": ["amount_is_not_zero", "quantity_is_not_zero"]}


def test_households_are_pseudonyms_that_meet_their_lines(delivery: Delivery) -> None:
    members = delivery.read("silver.members")
    assert kept(delivery.judged("silver.members"), "valid_from", "age_band", "household_size", "income_band") == [
        ("2017-01-01", "65+", "2", "35-49K")
    ]
    lines = delivery.read("silver.transactions")
    assert members.filter("member_id = '900'").count() == 0
    assert lines.join(members, "member_id").count() == lines.count() == 3


def test_what_no_file_lists_is_made_of_what_there_is(delivery: Delivery) -> None:
    assert kept(delivery.judged("silver.stores"), "store_id", "partner_id") == [("330", "grocer"), ("7", "grocer")]
    assert kept(delivery.judged("silver.partners"), "partner_id", "name") == [("grocer", "Grocer")]
    assert kept(delivery.judged("silver.products"), "product_id", "category", "category_as_delivered", "brand") == [
        ("1", "GROCERY", "ICE", "Private")
    ]


def test_a_landing_without_files_makes_no_partner(spark: SparkSession, tmp_path: Path) -> None:
    assert Delivery(spark, "grocer", tmp_path).judged("silver.partners").count() == 0
