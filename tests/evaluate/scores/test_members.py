"""Purchasing power of members beside their expected spend."""

from math import exp

import pytest

from gcrm.evaluate.scores.members import compared

SCHEMA = "truth double, power_p10 double, power_p50 double, power_p90 double, amount double"


def member(truth, low, middle, high, own):
    return (float(truth), exp(low), exp(middle), exp(high), exp(own))


def test_coverage_and_errors_are_of_log_power(spark):
    frame = spark.createDataFrame([member(1, 0, 2, 3, 1), member(3, 0, 2, 2.5, 5)], SCHEMA)
    wide, coverage, error = compared(frame)
    assert wide.value == 1.0
    assert (coverage.value, coverage.n) == (0.5, 2)
    assert error.value == pytest.approx(1.0)
    # By the own spend alone 0 and 2 off, by one for all 1 each.
    assert error.at_most == pytest.approx(1.0)
    assert error.says == "1.00; by the own spend alone 1.41; by one for all 1.00 (root mean square)"


def test_a_table_without_rows_tells_nothing(spark):
    (measure,) = compared(spark.createDataFrame([], SCHEMA))
    assert measure.verdict() == "unknown"
    assert measure.says == "marts.member_power has no rows"
