"""The stability index, its noise, and bins that do not fall apart where values are equal."""

import numpy as np
import pytest

from gcrm.stats import drift
from gcrm.stats.checks import InvalidInputError


def test_an_equal_population_has_no_index_and_a_shifted_one_more_than_a_quarter():
    rng = np.random.default_rng(1)
    before, same, moved = rng.normal(0, 1, 20_000), rng.normal(0, 1, 20_000), rng.normal(0.6, 1, 20_000)
    cuts = drift.cut_points(before)
    expected = drift.counts(before, cuts)
    assert len(cuts) == 9
    assert drift.stability_index(expected, drift.counts(same, cuts)) < drift.by_chance(10, 20_000, 20_000) < 0.01
    assert drift.stability_index(expected, drift.counts(moved, cuts)) > 0.25


def test_noise_stays_below_what_chance_allows_in_all_but_one_of_a_thousand():
    rng = np.random.default_rng(2)
    limit, beyond = drift.by_chance(10, 100, 60, 0.95), 0
    for _ in range(400):
        one, other = rng.multinomial(100, [0.1] * 10), rng.multinomial(60, [0.1] * 10)
        beyond += drift.stability_index(one, other) > limit
    assert 4 <= beyond <= 60, "about 5% of 400, a little more because few members fill ten bins badly"


def test_values_that_are_all_equal_are_one_bin():
    assert drift.cut_points(np.zeros(50)) == []
    assert drift.counts(np.zeros(50), []) == [50]
    assert drift.stability_index([50], [10]) == 0.0


def test_an_empty_bin_is_no_infinite_index():
    assert 0 < drift.stability_index([50, 50], [100, 0]) < 10


@pytest.mark.parametrize(
    ("expected", "actual", "message"),
    [
        ([0, 0], [1, 1], "expected counts nobody"),
        ([1, 1], [1], "actual has 1 rows"),
        ([1, -1], [1, 1], "expected is negative at row 1"),
        ([1, np.nan], [1, 1], "expected is NaN or infinite at row 1"),
    ],
)
def test_what_is_no_share_is_refused(expected, actual, message):
    with pytest.raises(InvalidInputError, match=message):
        drift.stability_index(expected, actual)


def test_nobody_has_no_noise():
    with pytest.raises(InvalidInputError, match="0 members have no shares"):
        drift.by_chance(10, 0, 5)
