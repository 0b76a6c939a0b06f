"""People: the distributions that the parameters ask for are the ones that many draws show."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from gcrm.simulate.country.people import AGE_BANDS, HOUSEHOLDS, HOUSING, people

_SIDE = np.arange(12) * 25.0
CENTRES = np.array([(x, y) for x in _SIDE for y in _SIDE])
DRAWS = 300


@pytest.fixture(scope="module")
def drawn(world):
    return [people(CENTRES, world, np.random.default_rng(seed)) for seed in range(DRAWS)]


@pytest.mark.parametrize(("near", "far"), [(0, 0), (20, 30), (50, 60), (70, 90), (110, 130), (150, 200)])
def test_incomes_of_two_areas_correlate_by_their_distance(world, drawn, near, far):
    """Mean product of pairs at a distance, over independent draws, within 4 of its standard errors."""
    income, distance = world.income, cdist(CENTRES, CENTRES)
    pairs = (distance >= near) & (distance <= far)
    above = np.array([one["mean_log_income"] - income.mean_log for one in drawn])
    products = np.einsum("si,ij,sj->s", above, pairs, above, optimize=True) / pairs.sum()
    expected = income.area_sd**2 * np.exp(-distance[pairs] / income.range_km).mean()
    error = products.std(ddof=1) / np.sqrt(DRAWS)
    assert error < 0.05 * income.area_sd**2
    assert products.mean() == pytest.approx(expected, abs=4 * error)


def test_incomes_vary_over_short_distances_by_the_range(world, drawn):
    """Squared Mahalanobis lengths are chi-squared with as many degrees of freedom as areas; within 4 standard errors.

    Neighbours' differences weigh most in it, and their variance goes by 1 / range: a tenth more or less is found.
    """
    income, n = world.income, len(CENTRES)
    covariance = income.area_sd**2 * np.exp(-cdist(CENTRES, CENTRES) / income.range_km)
    above = np.array([one["mean_log_income"] - income.mean_log for one in drawn])
    lengths = (above * np.linalg.solve(covariance, above.T).T).sum(axis=1)
    assert lengths.mean() == pytest.approx(n, abs=4 * np.sqrt(2 * n / DRAWS))


def test_populations_are_lognormal(world, drawn):
    logs = np.log(np.concatenate([one["population"] for one in drawn]))
    sd = world.areas.population_sd
    assert logs.mean() == pytest.approx(np.log(world.areas.population), abs=4 * sd / np.sqrt(len(logs)))
    assert logs.std() == pytest.approx(sd, abs=4 * sd / np.sqrt(2 * len(logs)))


def test_shares_of_a_kind_add_up_to_1(country):
    for kind, names in (("age", AGE_BANDS), ("housing", HOUSING), ("household", HOUSEHOLDS)):
        shares = country.neighbourhoods[[f"{kind}_{name}" for name in names]].to_numpy()
        assert (shares > 0).all()
        assert shares.sum(axis=1) == pytest.approx(np.ones(len(shares)))


def test_cities_are_young_live_in_flats_and_alone_and_the_poor_in_social_housing(country):
    places = country.neighbourhoods
    assert places["urbanity"].between(0, 1).all()
    for column in ("age_25-34", "housing_apartment", "household_1"):
        assert places[column].corr(places["urbanity"]) > 0.5
    for column in ("age_65+", "housing_house", "household_4+"):
        assert places[column].corr(places["urbanity"]) < -0.5
    assert places["housing_social"].corr(places["mean_log_income"]) < -0.5
