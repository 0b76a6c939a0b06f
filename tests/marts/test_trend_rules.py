"""How soon planted trends are found, and how often chance alone looks like one: counts as the simulator draws them."""

import numpy as np
import pandas as pd
import pytest

from gcrm.marts import trends
from gcrm.simulate.streams.posts.parameters import Posts
from gcrm.simulate.streams.posts.writing import EARLY_DAYS, EARLY_FACTOR, EARLY_SHARE

SETTINGS, WEEKS, MEMBERS = trends.Settings(), 52, 5000
A_WEEK = MEMBERS * Posts().authors * Posts().a_week
WEEK = 7 * np.arange(WEEKS)


def share(trend):
    """Of all posts in the middle of each week."""
    since = WEEK + 3 - trend.day
    late, early = (1 / (1 + np.exp(-trend.steepness * (since + days))) for days in (0, EARLY_DAYS))
    return trend.peak * ((1 - EARLY_SHARE) * late + EARLY_SHARE * EARLY_FACTOR * early)


def first(k, n):
    """The day on which the first week of a trend begins; None where it is none."""
    series = pd.DataFrame({"term": "t", "area_id": "all", "week": WEEK, "k": k, "n": n, "copied": 0, "young": 0})
    found = trends.followed(series, SETTINGS, None)
    return None if found.empty else found["week"].min()


@pytest.mark.parametrize("trend", Posts().trends, ids=lambda one: one.name)
def test_a_planted_trend_is_found_within_three_weeks_of_its_rise(trend):
    rng = np.random.default_rng(trend.day)
    found = [first(rng.poisson(A_WEEK * share(trend)), np.full(WEEKS, round(A_WEEK))) for _ in range(40)]
    in_time = [day is not None and day <= trend.day + 21 for day in found]
    assert np.mean(in_time) >= 0.95


def test_chance_alone_makes_no_trend_in_twenty_worlds():
    # As often as terms are: few in many posts, many in few.
    rates, n = 0.3 / np.arange(1, 401), np.full(WEEKS, round(A_WEEK))
    for seed in range(20):
        counts = np.random.default_rng(seed).poisson(A_WEEK * rates[:, None], (len(rates), WEEKS))
        # What is at no time twice as often as on the whole is not looked at closely.
        often = counts.max(axis=1) >= np.maximum(2 * A_WEEK * rates, SETTINGS.min_posts)
        assert all(first(k, n) is None for k in counts[often])
