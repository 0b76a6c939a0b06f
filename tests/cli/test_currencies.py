"""Codes of currencies."""

import pytest

from gcrm.cli.currencies import CODES, mistake


def test_codes_are_three_capital_letters_and_those_in_use_are_among_them():
    assert {"BRL", "EUR", "KRW", "THB", "USD", "VND", "XTS"} <= CODES
    assert all(len(code) == 3 and code.isupper() for code in CODES)
    assert not {"DEM", "SLL", "ZWL"} & CODES, "withdrawn"


@pytest.mark.parametrize(("code", "advice"), [("BRl", "did you mean BRL?"), ("VDN", "did you mean VND?"), ("E", "EUR")])
def test_what_is_no_code_is_told_with_one_that_is(code, advice):
    assert advice in str(mistake(code))
