"""Shares as people write them."""

import pytest

from gcrm.core.settings.shares import share


@pytest.mark.parametrize(("given", "value"), [("50%", 0.5), (0.5, 0.5), ("0.5 %", 0.005), (1, 1), (None, None)])
def test_percent_and_parts_of_one_are_shares(given, value):
    assert share(given, "warn") == value


@pytest.mark.parametrize("given", ["half", "120%", -0.1, 50, "50"])
def test_what_is_no_share_is_told_what_would_be(given):
    with pytest.raises(ValueError, match=rf"^warn must be a share from 0% to 100%, not '{given}'; 50% and 0.5 mean"):
        share(given, "warn")


def test_growth_may_be_more_than_everything():
    assert share("300%", "change", 100.0) == 3


@pytest.mark.parametrize("given", [50, 1.5, 100])
def test_growth_without_its_sign_is_a_part_of_one(given):
    told = rf"^change must be a share from 0% to 10000%, not '{given}'; 50% and 0.5 mean one half\.$"
    with pytest.raises(ValueError, match=told):
        share(given, "change", 100.0)
