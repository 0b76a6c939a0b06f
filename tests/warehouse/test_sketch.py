"""Different values from united bit maps."""

import pytest
from pyspark.sql import functions as F

from gcrm.core.testing import plain, same
from gcrm.warehouse import sketch


@pytest.mark.parametrize(("n", "error"), [(1, 0), (3, 0), (8, 1), (40, 4), (150, 15)])
def test_breadth_is_about_right(spark, n, error):
    values = spark.range(3 * n).selectExpr("'g' AS g", f"concat('category ', id % {n}) AS category")
    built = values.withColumns(sketch.words("category")).groupBy("g").agg(*sketch.united("category"))
    assert abs(built.select(sketch.estimate("category").alias("n")).first().n - n) <= error


def test_maps_of_parts_unite_to_the_map_of_the_whole_and_a_null_is_no_value(spark):
    values = spark.range(60).selectExpr("id % 3 AS part", "IF(id % 10 = 9, NULL, concat('c', id % 10)) AS category")
    marked = values.withColumns(sketch.words("category"))
    parts = marked.groupBy("part").agg(*sketch.united("category"))
    whole = marked.agg(*sketch.united("category"))
    assert plain(parts.agg(*sketch.united("category"))) == plain(whole)
    same(whole.select(sketch.estimate("category")), [(9,)])


def test_nothing_is_no_value_and_a_full_map_has_an_end(spark):
    none = spark.range(1).select(*(F.lit(None).cast("bigint").alias(f"x_bits_{i}") for i in range(sketch.WORDS)))
    same(none.select(sketch.estimate("x")), [(0,)])
    full = spark.range(1).select(*(F.lit(-1).cast("bigint").alias(f"x_bits_{i}") for i in range(sketch.WORDS)))
    same(full.select(sketch.estimate("x")), [(1420,)])
