"""Rounding: the step is about a standard error, in Python and in Spark alike."""

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from gcrm.core.frames import small
from gcrm.publish.digits import rounded, step, to_step, upwards

PAIRS = [(1034.2, 120.0), (0.1234, 0.03), (-7.3, 0.5), (99.0, 1000.0), (12.5, 1.0)]


@pytest.mark.parametrize("error", [0.0123, 0.1, 0.5, 0.999, 1.0, 4.99, 7.0, 123456.0])
def test_a_step_is_no_more_than_the_error_and_no_less_than_two_fifths(error: float) -> None:
    assert error / 2.5 < step(error) <= error * (1 + 1e-9)
    assert error <= upwards(error) * (1 + 1e-9) <= 2 * error * (1 + 1e-9)


def test_a_column_is_rounded_as_a_number_is(spark: SparkSession) -> None:
    frame = small(spark, "value double, error double", PAIRS)
    made = [row.r for row in frame.select(to_step(F.col("value"), F.col("error")).alias("r")).collect()]
    assert made == pytest.approx([rounded(*pair) for pair in PAIRS[:-1]] + [13.0])


def test_without_an_error_a_figure_is_as_it_is_and_with_none_that_is_known_nothing(spark: SparkSession) -> None:
    frame = small(spark, "value double, error double", [(1.234, 0.0), (1.234, None)])
    assert [row.r for row in frame.select(to_step(F.col("value"), F.col("error")).alias("r")).collect()] == [
        1.234,
        None,
    ]
