"""Products: one row each; all that is told of them may be unknown."""

from pyspark.sql import SparkSession
from tests.silver.judge import reasons

from gcrm.core.running import quality
from gcrm.core.testing import rows, same, with_source
from gcrm.silver.products import PRODUCTS, RAW, build


def test_a_product_needs_its_id_alone(spark: SparkSession) -> None:
    raw = rows(spark, RAW, {"product_id": "milk"}, {"product_id": None, "category": "dairy"})
    built = build(with_source(raw))
    assert reasons(built, PRODUCTS, "product_id") == {"milk": [], None: ["product_id_is_given"]}
    same(built.filter("product_id = 'milk'"), [(None, None)], "category", "weight")


def test_of_two_that_tell_otherwise_nobody_knows_which_is_true(spark: SparkSession) -> None:
    raw = rows(spark, RAW, {"product_id": "milk", "weight": 900.0}, {"product_id": "milk", "weight": 1000.0})
    judged = quality.judged(quality.match_columns(build(with_source(raw)), PRODUCTS), PRODUCTS)
    assert quality.good(judged).isEmpty()
    reason = ["repeats_a_key_with_other_values"]
    same(quality.bad(judged, PRODUCTS), [(900.0, reason), (1000.0, reason)], "weight", "_failed")
