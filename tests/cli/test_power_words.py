"""Figures of purchasing power as sentences tell them."""

from tests.cli.explanations.fake import Fake

from gcrm.cli.power_words import interval, money, newest


def test_amounts_have_the_digits_that_matter():
    assert (money(99.96), money(0.1234), money(-1234.5)) == ("100", "0.123", "-1,234")
    assert interval({"power_p10": 90.0, "power_p90": 1600.0}) == "90 to 1,600"


def test_a_table_without_the_row_has_none():
    assert newest(Fake({}), "marts.member_power", "member_id", "m") is None
    assert newest(Fake({"marts.member_power": [{"a": 1}]}), "marts.member_power", "member_id", "m") == {"a": 1}
