"""Battese-Harter-Fuller: published figures of corn, and moments that are enough."""

import numpy as np
import pytest

from gcrm.stats import unit_level
from gcrm.stats.checks import CollinearCovariatesError, InvalidInputError

from .cornsoybean import CORN_MEANS, corn


def test_corn_is_what_was_published():
    y, x, county = corn()
    given, _ = unit_level.moments(y, x, county)
    fitted = unit_level.fit(given)
    assert fitted.converged
    assert fitted.sigma2_v == pytest.approx(140.02, abs=0.005)
    assert fitted.sigma2_e == pytest.approx(147.27, abs=0.005)
    assert fitted.beta[0] == pytest.approx(51.070, abs=5e-4)
    np.testing.assert_allclose(fitted.beta[1:], [0.32872, -0.13457], atol=5e-6)
    size, means = CORN_MEANS[:, 0], np.column_stack([np.ones(12), CORN_MEANS[:, 1:]])
    predicted = unit_level.predict(fitted, given, means, size)
    published = [122.20, 126.23, 106.66, 108.42, 144.31, 112.16, 112.78, 122.00, 115.34, 124.41, 106.89, 143.03]
    np.testing.assert_allclose(predicted, published, atol=0.005)


def test_the_error_that_is_told_is_the_error_that_is_made():
    rng = np.random.default_rng(3)
    county, told, made = np.repeat(np.arange(40), 5), [], []
    for _ in range(150):
        effect, x = rng.normal(0, 1, 40), np.column_stack([np.ones(200), rng.normal(size=200)])
        y = x @ [1.0, 0.5] + effect[county] + rng.normal(0, 1.5, 200)
        given, _ = unit_level.moments(y, x, county)
        fitted, means = unit_level.fit(given), np.column_stack([np.ones(40), np.zeros(40)])
        made.append(np.square(unit_level.predict(fitted, given, means) - 1.0 - effect).mean())
        told.append(unit_level.mse(fitted, given, means).mean())
    assert np.mean(told) == pytest.approx(np.mean(made), rel=0.05)


def test_areas_that_do_not_differ_have_no_variance_between_them():
    y, x = np.tile([1.0, 3.0], 10), np.ones((20, 1))
    fitted = unit_level.fit(unit_level.moments(y, x, np.repeat(np.arange(10), 2))[0])
    assert fitted.sigma2_v == pytest.approx(0.0, abs=1e-6)
    assert fitted.gamma.max() < 1e-5


def test_what_cannot_be_fitted_is_refused():
    y, x, county = corn()
    with pytest.raises(CollinearCovariatesError):
        unit_level.fit(unit_level.moments(y, np.column_stack([x, x[:, 1]]), county)[0])
    given = unit_level.moments(y, x, county)[0]
    fitted = unit_level.fit(given)
    with pytest.raises(InvalidInputError, match="population is below the units sampled"):
        unit_level.predict(fitted, given, x[:12], np.zeros(12))
