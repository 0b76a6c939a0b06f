"""A sum is the same in whatever order rows come."""

import random

import pytest
from pyspark.sql import functions as F

from gcrm.core.exact import exact
from gcrm.core.frames import small


def test_the_order_of_rows_changes_no_digit(spark):
    dice = random.Random(7)
    values = [dice.lognormvariate(4, 2) for _ in range(500)]
    orders = [sorted(values), sorted(values, reverse=True), values]
    assert len({sum(order) for order in orders}) > 1, "as doubles they differ"
    frames = [small(spark, "value double", [(value,) for value in order]).coalesce(1) for order in orders]
    sums = {frame.agg(F.sum(exact(F.col("value"))).cast("double")).first()[0] for frame in frames}
    assert len(sums) == 1
    assert sums.pop() == pytest.approx(sum(values), rel=1e-14)
