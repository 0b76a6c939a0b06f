"""Sales that follow a trend: in a simulated world none do."""

from gcrm.evaluate.scores.trend_sales import compared


def test_trends_that_are_said_to_move_sales_are_counted_and_named():
    (one,) = compared([("a", True), ("b", False), ("c", None), ("d", True)])
    assert (one.value, one.n, one.verdict()) == (2.0, 3, "fails")
    assert one.says == "2 of 3 trends are said to move sales: a, d; truly none does"


def test_one_may_be_said_to_by_chance():
    assert compared([("a", True), ("b", False)])[0].verdict() == "passes"


def test_without_categories_nothing_is_told():
    for told in ([("a", None)], []):
        assert compared(told)[0].verdict() == "too few"
