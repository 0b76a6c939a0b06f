"""One scale for features of any unit."""

import numpy as np
import pytest

from gcrm.core.frames import small
from gcrm.core.testing import same
from gcrm.models.segments.scaling import Scale, measured, scaled, scaled_array, transformed


def frame(spark, *values):
    return small(spark, "x double", [(v,) for v in values])


def test_a_normal_feature_comes_out_with_its_standard_deviation(spark):
    values = spark.range(20_000).selectExpr("10 + 3 * randn(1) AS x")
    (scale,) = measured(values, {"x": "linear"}, 3.0)
    assert (scale.median, scale.scale) == (pytest.approx(10, abs=0.1), pytest.approx(3, rel=0.03))


def test_outliers_are_cut_and_unknowns_pull_nowhere(spark):
    given = Scale("x", "linear", 10.0, 2.0, 3.0)
    same(frame(spark, 12.0, 1e9, -1e9, None).select(scaled(given)), [(-3.0,), (0.0,), (1.0,), (3.0,)])


def test_where_most_are_equal_the_standard_deviation_stands_in(spark):
    (scale,) = measured(frame(spark, *[1.0] * 99, 11.0), {"x": "linear"}, 3.0)
    assert scale.scale == pytest.approx(1.0)


def test_a_feature_that_tells_nobody_apart_scales_to_zero_for_all(spark):
    for values in ([5.0, 5.0], [None, None]):
        (scale,) = measured(frame(spark, *values), {"x": "log1p"}, 3.0)
        assert scale.scale == 1.0
        same(frame(spark, *values).select(scaled(scale)).distinct(), [(0.0,)])


def test_arrays_are_scaled_as_columns_are_to_the_last_digit(spark):
    given = [(0.1 * i, None if i % 7 == 0 else float("inf") if i == 11 else 1.7**i) for i in range(40)]
    frame = small(spark, "a double, b double", given)
    scales = [Scale("a", "linear", 0.3, 0.7, 3.0), Scale("b", "log1p", 1.1, 0.13, 2.5)]
    columns = frame.select(*(scaled(one).alias(one.feature) for one in scales)).collect()
    read = frame.select(*(transformed(one.feature, one.transform).alias(one.feature) for one in scales)).collect()
    x = np.array([[np.nan if value is None else value for value in row] for row in read])
    assert scaled_array(x, scales).tolist() == [list(row) for row in columns]
