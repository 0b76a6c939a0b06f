"""Each basket is opened once, by a line that was bought, however its lines are numbered."""

from gcrm.core.frames import small
from gcrm.core.testing import same
from gcrm.warehouse.baskets import opens


def opened(spark, *lines):
    frame = small(spark, "member_id string, transaction_id string, line int, amount double", lines)
    told = frame.select("*", opens("member_id").alias("opens"))
    return told.filter("opens = 1").select("member_id", "transaction_id", "line")


def test_the_lowest_line_that_was_bought_opens_a_basket(spark):
    found = opened(spark, ("m", "t", 3, 4.0), ("m", "t", 2, 3.0), ("m", "t", 1, -5.0), ("m", "u", 7, 1.0))
    same(found, [("m", "t", 2), ("m", "u", 7)])


def test_a_basket_of_returns_is_opened_by_none(spark):
    same(opened(spark, ("m", "r", 1, -1.0), ("m", "r", 2, 0.0)), [])


def test_receipts_of_two_members_under_one_number_are_two_baskets(spark):
    same(opened(spark, ("m", "t", 1, 1.0), ("n", "t", 2, 1.0)), [("m", "t", 1), ("n", "t", 2)])
