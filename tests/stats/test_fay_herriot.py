"""Fay-Herriot: published numbers, recovery by simulation, edges."""

import dataclasses

import numpy as np
import pytest

from gcrm.stats import fay_herriot
from gcrm.stats.checks import CollinearCovariatesError, InvalidInputError, TooFewAreasError
from gcrm.stats.transform import back_transform

from .milk import milk


def simulated(rng, n, a, beta=(1.0, 0.5)):
    """True area means, direct estimates, covariates and sampling variances between 0.1 and 1."""
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    v = np.linspace(0.1, 1.0, n)
    truth = x @ np.array(beta) + rng.normal(0.0, np.sqrt(a), n)
    return truth, truth + rng.normal(size=n) * np.sqrt(v), x, v


def test_milk_by_reml_is_what_was_published():
    fit = fay_herriot.fit(*milk())
    assert fit.converged
    assert fit.a == pytest.approx(0.018550, abs=5e-7)
    np.testing.assert_allclose(fit.beta, [0.96819, 0.13278, 0.22695, -0.24130], atol=5e-6)
    np.testing.assert_allclose(fit.eblup[:5], [1.02197, 1.04760, 1.06795, 0.76082, 0.84616], atol=5e-6)
    np.testing.assert_allclose(fit.mse[:3], [0.013460, 0.005373, 0.005702], atol=5e-7)


def test_milk_by_ml_has_the_published_smaller_variance():
    assert fay_herriot.fit(*milk(), method="ml").a == pytest.approx(0.015518, abs=5e-7)


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_the_fit_agrees_with_dense_matrices(method):
    y, x, v = milk()
    fit = fay_herriot.fit(y, x, v, method)
    w = np.diag(1.0 / (fit.a + v))
    cov = np.linalg.inv(x.T @ w @ x)
    beta = cov @ x.T @ w @ y
    shrink = v / (fit.a + v)
    mse = fit.a * v / (fit.a + v) + shrink**2 * np.diag(x @ cov @ x.T) + 4 * v**2 / (fit.a + v) ** 3 / np.trace(w @ w)
    if method == "ml":
        mse += shrink**2 * np.trace(cov @ x.T @ w @ w @ x) / np.trace(w @ w)
    np.testing.assert_allclose(fit.beta_cov, cov, rtol=1e-9)
    np.testing.assert_allclose(fit.eblup, x @ beta + fit.a * w @ (y - x @ beta), rtol=1e-9)
    np.testing.assert_allclose(fit.mse, mse, rtol=1e-9)
    residual = y - x @ beta
    density = -(np.log(2 * np.pi * (fit.a + v)) + residual**2 / (fit.a + v)) / 2
    assert fit.loglik == pytest.approx(density.sum(), rel=1e-12)


@pytest.fixture(scope="module", params=["reml", "ml"])
def runs(request):
    """400 fits of 60 areas with A = 0.4: the estimates of A, and errors, estimated MSE and coverage per area."""
    rng = np.random.default_rng(2024)
    a, error2, mse, covered = [], [], [], []
    for _ in range(400):
        truth, y, x, v = simulated(rng, 60, 0.4)
        fit = fay_herriot.fit(y, x, v, request.param)
        level = back_transform(fit.eblup, fit.mse)
        a.append(fit.a)
        error2.append((fit.eblup - truth) ** 2)
        mse.append(fit.mse)
        covered.append((level.p10 <= np.exp(truth)) & (np.exp(truth) <= level.p90))
    return request.param, np.array(a), np.array(error2), np.array(mse), np.array(covered)


def test_simulation_recovers_the_variance_of_the_area_effects(runs):
    method, a, *_ = runs
    # ML does not pay for the two coefficients: its bias -tr[(X'WX)^-1 X'WWX] / sum w^2 is -0.029 in this design.
    expected = 0.4 if method == "reml" else 0.371
    # Three Monte Carlo standard errors of 0.008, which still tells the two methods apart.
    assert a.mean() == pytest.approx(expected, abs=0.024)


def test_estimated_mse_is_the_mse_that_simulation_shows(runs):
    _, _, error2, mse, _ = runs
    # Three Monte Carlo standard errors: 1.5% over all areas, 2% over a third of them.
    assert mse.mean() == pytest.approx(error2.mean(), rel=0.045)
    for third in np.split(np.arange(60), 3):
        assert mse[:, third].mean() == pytest.approx(error2[:, third].mean(), rel=0.06)


def test_p10_to_p90_holds_four_fifths_of_the_truths(runs):
    assert runs[4].mean() == pytest.approx(0.8, abs=0.015)


def test_eblup_errs_less_than_the_direct_and_the_synthetic_estimate():
    truth, y, x, v = simulated(np.random.default_rng(3), 2000, 0.4)
    fit = fay_herriot.fit(y, x, v)
    synthetic, _ = fay_herriot.predict(fit, x)
    error = np.mean((fit.eblup - truth) ** 2)
    assert error < 0.8 * np.mean((y - truth) ** 2)
    assert error < 0.8 * np.mean((synthetic - truth) ** 2)


def test_coefficients_are_recovered_within_their_standard_errors():
    _, y, x, v = simulated(np.random.default_rng(4), 5000, 0.4, beta=(2.0, -0.7))
    fit = fay_herriot.fit(y, x, v)
    z = (fit.beta - np.array([2.0, -0.7])) / np.sqrt(np.diag(fit.beta_cov))
    assert np.abs(z).max() < 3.0
    assert np.sqrt(fit.beta_cov[0, 0]) < 0.02


def test_areas_that_agree_more_than_sampling_allows_take_the_synthetic_estimate():
    y, x, v = np.array([1.0, 1.1, 0.9, 1.0]), np.ones((4, 1)), np.full(4, 5.0)
    fit = fay_herriot.fit(y, x, v)
    assert (fit.a, fit.converged) == (0.0, True)
    np.testing.assert_array_equal(fit.gamma, 0.0)
    np.testing.assert_allclose(fit.eblup, 1.0)
    # g1 vanishes at A = 0; g2 = v / 4 and 2 g3 = 4 v / n remain.
    np.testing.assert_allclose(fit.mse, 5.0 / 4 + 5.0)


def test_equal_sampling_variances_have_a_closed_form():
    y, v = np.array([1.0, 4.0, 2.0, 9.0, 4.0]), 0.5
    fit = fay_herriot.fit(y, np.ones((5, 1)), np.full(5, v))
    assert fit.a == pytest.approx(y.var(ddof=1) - v, rel=1e-8)
    assert fay_herriot.fit(y, np.ones((5, 1)), np.full(5, v), "ml").a == pytest.approx(y.var() - v, rel=1e-8)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("method", ["reml", "ml"])
def test_units_and_the_order_of_areas_do_not_matter(seed, method):
    rng = np.random.default_rng(seed)
    _, y, x, v = simulated(rng, 40, 0.4)
    fit, order = fay_herriot.fit(y, x, v, method), rng.permutation(40)
    shift = np.array([10.0, -3.0])
    moved = fay_herriot.fit(100 * (y + x @ shift)[order], x[order], 1e4 * v[order], method)
    assert moved.a == pytest.approx(1e4 * fit.a, rel=1e-6)
    np.testing.assert_allclose(moved.beta, 100 * (fit.beta + shift), rtol=1e-6)
    np.testing.assert_allclose(moved.mse, 1e4 * fit.mse[order], rtol=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_an_eblup_lies_between_the_direct_and_the_synthetic_estimate(seed):
    _, y, x, v = simulated(np.random.default_rng(seed), 40, 0.4)
    fit = fay_herriot.fit(y, x, v)
    synthetic, _ = fay_herriot.predict(fit, x)
    assert np.all((fit.eblup >= np.minimum(y, synthetic)) & (fit.eblup <= np.maximum(y, synthetic)))
    assert np.all(np.diff(fit.gamma) < 0.0), "v rises along the areas, so the direct estimate must count for less"


def test_areas_without_sample_get_the_synthetic_estimate_and_its_error():
    fit = fay_herriot.fit(*milk())
    theta, mse = fay_herriot.predict(fit, [[1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 1.0]])
    np.testing.assert_allclose(theta, [0.96819, 0.96819 - 0.24130], atol=1e-5)
    c = fit.beta_cov
    np.testing.assert_allclose(mse, [fit.a + c[0, 0], fit.a + c[0, 0] + 2 * c[0, 3] + c[3, 3]], rtol=1e-12)


def test_synthetic_error_is_what_simulation_shows():
    rng, error2, mse = np.random.default_rng(6), [], []
    for _ in range(600):
        truth, y, x, v = simulated(rng, 120, 0.4)
        fit = fay_herriot.fit(y[::2], x[::2], v[::2])
        theta, estimated = fay_herriot.predict(fit, x[1::2])
        error2.append((theta - truth[1::2]) ** 2)
        mse.append(estimated)
    # Three Monte Carlo standard errors of 1.7%; leaving out Cov(b) would cost 7%.
    assert np.mean(mse) == pytest.approx(np.mean(error2), rel=0.05)


def test_a_hundred_thousand_areas_fit_without_a_square_matrix():
    truth, y, x, v = simulated(np.random.default_rng(7), 100_000, 0.4)
    fit = fay_herriot.fit(y, x, v)
    assert fit.a == pytest.approx(0.4, abs=0.02)
    assert np.mean((fit.eblup - truth) ** 2) == pytest.approx(fit.mse.mean(), rel=0.02)


def test_one_area_is_too_few():
    with pytest.raises(TooFewAreasError, match=r"^1 areas for 1 coefficients and a variance: at least 2 would work\.$"):
        fay_herriot.fit([1.0], [[1.0]], [0.1])


def test_as_many_areas_as_coefficients_are_too_few():
    y, x, v = milk()
    with pytest.raises(TooFewAreasError, match="at least 5 would work"):
        fay_herriot.fit(y[[0, 7, 14, 25]], x[[0, 7, 14, 25]], v[:4])


@pytest.mark.parametrize("name", ["y", "x", "v"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_nan_and_infinity_are_refused_by_name_and_row(name, value):
    data = dict(zip("yxv", (part.copy() for part in milk()), strict=True))
    data[name][7] = value
    with pytest.raises(InvalidInputError, match=f"^{name} is NaN or infinite at row 7"):
        fay_herriot.fit(**data)


@pytest.mark.parametrize("value", [0.0, -0.1])
def test_a_sampling_variance_must_be_positive(value):
    y, x, v = milk()
    v[3] = value
    with pytest.raises(InvalidInputError, match=r"^v is not positive at row 3"):
        fay_herriot.fit(y, x, v)


def test_the_collinear_dummy_is_named():
    y, x, v = milk()
    all_dummies = np.column_stack([x, 1.0 - x[:, 1:].sum(axis=1)])
    with pytest.raises(CollinearCovariatesError, match=r"^column 4 of x"):
        fay_herriot.fit(y, all_dummies, v)


def test_shapes_and_methods_that_do_not_fit_are_refused():
    y, x, v = milk()
    with pytest.raises(InvalidInputError, match=r"^x has 42 rows: 43 would work, as in y\.$"):
        fay_herriot.fit(y, x[1:], v)
    with pytest.raises(InvalidInputError, match=r"^x has 1 dimensions: 2 would work\.$"):
        fay_herriot.fit(y, x[:, 0], v)
    with pytest.raises(InvalidInputError, match=r"^x has 0 columns"):
        fay_herriot.fit(y, x[:, :0], v)
    with pytest.raises(InvalidInputError, match="'reml' or 'ml' would work"):
        fay_herriot.fit(y, x, v, "fh")
    with pytest.raises(InvalidInputError, match=r"^x has 3 columns: 4 would work"):
        fay_herriot.predict(fay_herriot.fit(y, x, v), x[:, :3])


def test_a_fit_is_frozen():
    fit = fay_herriot.fit(*milk())
    with pytest.raises(dataclasses.FrozenInstanceError):
        fit.a = 0.0
