"""Weighted least squares by QR against the normal equations."""

import numpy as np
import pytest

from gcrm.stats import gls
from gcrm.stats.checks import CollinearCovariatesError


@pytest.mark.parametrize("seed", range(3))
def test_the_fit_agrees_with_the_normal_equations(seed):
    rng = np.random.default_rng(seed)
    x, y, w = rng.normal(size=(30, 4)), rng.normal(size=30), rng.uniform(0.1, 10.0, 30)
    fit = gls.solve(y, x, w)
    xwx = x.T @ (w[:, None] * x)
    np.testing.assert_allclose(fit.beta, np.linalg.solve(xwx, x.T @ (w * y)), rtol=1e-9)
    np.testing.assert_allclose(fit.beta_cov, np.linalg.inv(xwx), rtol=1e-9)
    np.testing.assert_allclose(fit.leverage, np.diag(x @ np.linalg.inv(xwx) @ x.T) * w, rtol=1e-9)
    assert fit.log_det == pytest.approx(np.linalg.slogdet(xwx)[1], rel=1e-12)


def test_coefficients_survive_covariates_that_defeat_the_normal_equations():
    rng = np.random.default_rng(5)
    base = rng.normal(size=200)
    x = np.column_stack([np.ones(200), base, base + 1e-7 * rng.normal(size=200)])
    beta = np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(gls.solve(x @ beta, x, np.ones(200)).beta, beta, rtol=1e-6)


@pytest.mark.parametrize("column", [1, 2, 3])
def test_a_collinear_column_is_named(column):
    rng = np.random.default_rng(1)
    x = rng.normal(size=(20, 4))
    x[:, column] = x[:, :column] @ np.arange(1.0, column + 1.0)
    with pytest.raises(CollinearCovariatesError, match=rf"^column {column} of x .*: 3 of 4 would work\.$"):
        gls.require_full_rank(x)


def test_a_column_of_zeros_is_named():
    x = np.column_stack([np.ones(5), np.zeros(5), np.arange(5.0)])
    with pytest.raises(CollinearCovariatesError, match=r"^column 1 of x"):
        gls.require_full_rank(x)


def test_units_do_not_make_a_column_collinear():
    rng = np.random.default_rng(2)
    gls.require_full_rank(rng.normal(size=(20, 3)) * np.array([1e-12, 1.0, 1e12]))
