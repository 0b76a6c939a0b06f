"""What is configured of posts leaves room for all of it."""

import pytest
from tests.simulate.conftest import CONF
from tests.simulate.refused import refusal

from gcrm.simulate.streams.posts.parameters import BoughtTrend, Posts, Trend
from gcrm.simulate.streams.posts.writing import EARLY_FACTOR
from gcrm.simulate.world import load


def test_early_adopters_still_write_of_other_things_when_every_trend_is_at_its_peak():
    """Trends take stretches of the unit interval, one after another, so together they must not fill it."""
    assert EARLY_FACTOR * sum(trend.peak for trend in Posts().trends) < 1


def test_the_bought_trend_is_none_of_the_true_ones_and_lies_in_the_first_year():
    given = Posts()
    names = [trend.name for trend in given.trends]
    assert len({*names, given.bought_trend.name}) == len(names) + 1
    assert 0 <= given.bought_trend.day < given.bought_trend.day + given.bought_trend.days <= 364
    assert all(0 < trend.day < 364 and trend.steepness > 0 for trend in given.trends)


def test_trends_can_be_set_and_keep_their_defaults_where_they_are_not():
    one = load(CONF, ["posts.trends=[{name: paper boats, day: 5, steepness: 0.1, peak: 0.2}]"]).posts
    assert one.trends == (Trend("paper boats", 5, 0.1, 0.2),)
    assert one.bought_trend == BoughtTrend()
    assert load(CONF, ["posts.bought_trend.days=3"]).posts == Posts(bought_trend=BoughtTrend(days=3))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("posts.trends=[{name: paper boats, day: 5, steepness: 0.1}]", "key 'peak' is missing."),
        ("posts.spam=0.1", "Unknown key 'spam': did you mean 'spam_rate'?"),
        ("posts.bought_trend.day=soon", "'day' must be a whole number, not 'soon'."),
    ],
)
def test_a_mistake_is_a_sentence(given, said):
    assert said in refusal(given)
