"""An amount is a slip from a figure on that its currency sets."""

import pytest

from gcrm.vault.limits import _MAGNITUDE, largest_amount


@pytest.mark.parametrize(
    ("currency", "limit"),
    [("USD", 10**7), ("BRL", 10**7), ("THB", 10**7), ("KRW", 10**10), ("vnd", 10**11), ("???", 10**7)],
)
def test_the_limit_follows_the_currency(currency, limit):
    assert largest_amount(currency) == limit


def test_what_a_coalition_says_counts():
    assert largest_amount("VND", 5_000) == 5_000


def test_a_currency_has_one_magnitude():
    named = [name for names in _MAGNITUDE.values() for name in names]
    assert len(named) == len({*named})
