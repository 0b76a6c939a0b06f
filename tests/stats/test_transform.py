"""Back to money, and to official totals."""

import numpy as np
import pytest

from gcrm.stats.checks import InvalidInputError
from gcrm.stats.transform import back_transform, benchmark, benchmark_factors


def test_mean_and_quantiles_are_those_of_lognormal_draws():
    draws = np.exp(np.random.default_rng(0).normal(2.0, 0.7, 400_000))
    level = back_transform([2.0], [0.49])
    assert level.mean[0] == pytest.approx(draws.mean(), rel=0.01)
    for quantile, share in ((level.p10, 0.1), (level.p50, 0.5), (level.p90, 0.9)):
        assert quantile[0] == pytest.approx(np.quantile(draws, share), rel=0.01)


def test_without_error_everything_is_the_exponential():
    level = back_transform([0.0, 1.0], [0.0, 0.0])
    for part in (level.mean, level.p10, level.p50, level.p90):
        np.testing.assert_array_equal(part, np.exp([0.0, 1.0]))


def test_a_negative_or_missing_error_is_refused():
    with pytest.raises(InvalidInputError, match=r"^mse is negative at row 1"):
        back_transform([0.0, 0.0], [0.1, -0.1])
    with pytest.raises(InvalidInputError, match=r"^theta is NaN or infinite at row 0"):
        back_transform([np.nan], [0.1])
    with pytest.raises(InvalidInputError, match=r"^mse has 2 rows: 1 would work"):
        back_transform([1.0], [0.1, 0.1])


@pytest.mark.parametrize("seed", range(4))
def test_benchmarked_groups_add_up_and_areas_keep_their_proportions(seed):
    rng = np.random.default_rng(seed)
    values, weights, group = rng.lognormal(size=200), rng.uniform(1, 9, 200), rng.integers(0, 7, 200)
    totals = {g: float(rng.uniform(100, 900)) for g in range(7)}
    adjusted = benchmark(values, weights, group, totals)
    for g, total in totals.items():
        inside = group == g
        assert (adjusted * weights)[inside].sum() == pytest.approx(total, rel=1e-12)
        assert np.ptp((adjusted / values)[inside]) < 1e-12 * (adjusted / values)[inside].max()


def test_a_benchmarked_estimate_is_benchmarked_already():
    values, weights, group, totals = [1.0, 2.0, 3.0], [1, 2, 3], ["a", "a", "b"], {"a": 50.0, "b": 1.0}
    once = benchmark(values, weights, group, totals)
    np.testing.assert_allclose(benchmark_factors(once, weights, group, totals), 1.0, rtol=1e-12)


def test_labels_on_either_side_without_a_partner_are_all_listed():
    with pytest.raises(InvalidInputError, match=r"without a total: \['b', 'c'\], totals without a group: \['d'\]"):
        benchmark([1.0, 1.0, 1.0], [1, 1, 1], ["a", "b", "c"], {"a": 1.0, "d": 2.0})
    with pytest.raises(InvalidInputError, match=r"without a total: \[\], totals without a group: \['d'\]"):
        benchmark([1.0], [1], ["a"], {"a": 1.0, "d": 2.0})


def test_a_total_that_no_area_can_carry_is_refused_and_an_empty_total_is_not():
    with pytest.raises(InvalidInputError, match=r"^group b has a weighted sum of 0 for a total of 5"):
        benchmark([1.0, 1.0], [1, 0], ["a", "b"], {"a": 1.0, "b": 5.0})
    np.testing.assert_array_equal(benchmark([3.0, 1.0], [1, 0], ["a", "b"], {"a": 0.0, "b": 0.0}), [0.0, 1.0])


@pytest.mark.parametrize("name", ["values", "weights", "totals"])
@pytest.mark.parametrize("bad", [-1.0, np.nan])
def test_negative_or_missing_amounts_are_refused(name, bad):
    parts = {"values": [1.0, 1.0], "weights": [1.0, 1.0], "totals": [2.0, 2.0]}
    parts[name][1] = bad
    with pytest.raises(InvalidInputError, match=f"^{name} is .* at row 1"):
        benchmark(parts["values"], parts["weights"], ["a", "b"], dict(zip("ab", parts["totals"], strict=True)))
