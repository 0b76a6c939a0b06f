"""Shares with their interval, and flows against each other."""

import numpy as np
import pytest

from gcrm.stats.checks import InvalidInputError
from gcrm.stats.proportions import mcnemar, wilson


def test_the_interval_is_wilsons():
    # Newcombe 1998, table I: 81 of 263 and 15 of 148.
    assert [round(v, 4) for v in (wilson(81, 263).low, wilson(81, 263).high)] == [0.2553, 0.3662]
    assert [round(v, 4) for v in (wilson(15, 148).low, wilson(15, 148).high)] == [0.0624, 0.1605]


def test_none_of_some_and_none_of_none():
    assert (wilson(0, 20).low, round(wilson(0, 20).high, 4)) == (0.0, 0.1611)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


def test_more_than_all_is_no_share():
    with pytest.raises(InvalidInputError, match="3 of 2 is no share: 0 to 2 would work"):
        wilson(3, 2)


def test_flows_by_chance_are_seldom_beyond_two_standard_errors():
    rng = np.random.default_rng(3)
    z = [mcnemar(int(forth), 60 - int(forth)) for forth in rng.binomial(60, 0.5, 500)]
    assert np.mean(np.abs(z) > 1.96) < 0.09
    assert mcnemar(10, 30) == -mcnemar(30, 10) < -3
