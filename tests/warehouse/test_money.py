"""Decimals as whole numbers and back: nothing is rounded on the way."""

from decimal import Decimal

import pytest
from pyspark.sql import functions as F

from gcrm.core.frames import small
from gcrm.core.testing import plain, same
from gcrm.warehouse.money import decimal, units

AMOUNTS = [Decimal(text) for text in ("0.01", "-0.01", "12.34", "99999999999999.99", "0.00")]


def test_there_and_back_is_the_same(spark):
    frame = small(spark, "amount decimal(18,2)", [(one,) for one in AMOUNTS])
    there = frame.select("amount", units("amount").alias("cents"))
    assert plain(there.select("amount", decimal(F.col("cents")))) == sorted(((one, one) for one in AMOUNTS), key=repr)
    assert dict(plain(there))[Decimal("12.34")] == 1234


@pytest.mark.parametrize(("digits", "text"), [(0, "7"), (3, "7.125"), (4, "-0.0001")])
def test_other_numbers_of_decimals(spark, digits, text):
    frame = small(spark, f"x decimal(18,{digits})", [(Decimal(text),)])
    back = frame.select(decimal(units("x", digits), digits).alias("x"))
    assert (plain(back), back.dtypes) == ([(Decimal(text),)], [("x", f"decimal(18,{digits})")])


def test_what_is_unknown_stays_unknown(spark):
    frame = small(spark, "amount decimal(18,2)", [(None,)])
    same(frame.select(units("amount"), decimal(units("amount"))), [(None, None)])
