"""Whether areas can be told apart at all: their spread against chance, and covariates against areas left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gcrm.stats import gls
from gcrm.stats.checks import FloatArray, finite, refuse, same_length

_FOLDS = 5


@dataclass(frozen=True)
class ToldApart:
    """`p_areas`: how often chance alone spreads n equal areas as far; `p_covariates`: how often unrelated covariates
    explain as much (1 without covariates); `r2`: the share of the spread beyond chance that covariates foretell in
    areas left out, below 0 where they foretell worse than one mean; `n`: areas."""

    p_areas: float
    p_covariates: float
    r2: float
    n: int

    def differ(self, alpha: float = 0.01) -> bool:
        """Whether the areas are more than chance apart: by their spread, or by covariates that hold where they were
        not fitted."""
        return self.p_areas < alpha or (self.p_covariates < alpha and self.r2 > 0)

    @property
    def figures(self) -> tuple[float, float, float]:
        return self.p_areas, self.p_covariates, self.r2

    def sentence(self, alpha: float = 0.01) -> str:
        """What was found, in words.

        >>> ToldApart(0.4, 0.2, -0.1, 41).sentence()
        'The 41 areas with members cannot be told apart: chance alone spreads them as far (p = 0.40).'
        """
        if self.n < 2:
            return "Areas cannot be told apart: fewer than two have members enough."
        head = f"The {self.n:,} areas with members"
        if not self.differ(alpha):
            return f"{head} cannot be told apart: chance alone spreads them as far (p = {self.p_areas:.2f})."
        if self.p_areas < alpha:
            return f"{head} differ by more than chance (p = {self.p_areas:.2g})."
        return f"{head} differ along what is published of them (p = {self.p_covariates:.2g})."


def told_apart(y: ArrayLike, x: ArrayLike, v: ArrayLike, freedom: float = np.inf) -> ToldApart:
    """Tests direct estimates y (n,) with sampling variances v (n,) > 0 on covariates x (n, p), intercept among them.

    `freedom`: degrees of freedom that the level of v was estimated with. Under no difference sum (y - mean)^2 / v is
    chi-square with n - 1 degrees of freedom, and what covariates take of it chi-square with p - 1 (Cochran 1954);
    where v is estimated, both by their degrees of freedom are F (Fisher's analysis of variance). Cross-validation
    leaves out every fifth area in the order given.

    >>> rng = np.random.default_rng(1)
    >>> same = told_apart(rng.normal(size=200), np.ones((200, 1)), np.ones(200))
    >>> same.differ(), same.p_areas > 0.05
    (False, True)
    """
    direct, given, variance = finite("y", y), finite("x", x, ndim=2), finite("v", v)
    same_length(y=direct, x=given, v=variance)
    refuse("v", variance <= 0, "is not positive", "a sampling variance above 0 would work")
    n, p = given.shape
    if n < 2:
        return ToldApart(1.0, 1.0, 0.0, n)
    w = 1 / variance
    spread = float(w @ np.square(direct - w @ direct / w.sum()))
    left = float(w @ np.square(gls.solve(direct, given, w).residual)) if n > p else spread
    covariates = _by_chance(spread - left, p - 1, freedom) if p > 1 and n > p else 1.0
    return ToldApart(_by_chance(spread, n - 1, freedom), covariates, _foretold(direct, given, variance), n)


def _by_chance(squares: float, n: int, freedom: float) -> float:
    """How often n degrees of freedom make as much, in units of a variance that is known as well as `freedom` says."""
    # Here, because `gcrm check` imports every model and has no use for scipy.
    from scipy.stats import chi2, f

    if np.isinf(freedom):
        return float(chi2.sf(max(0.0, squares), n))
    return float(f.sf(max(0.0, squares) / n, n, freedom))


def _foretold(y: FloatArray, x: FloatArray, v: FloatArray) -> float:
    """Cross-validated R2 against the spread that sampling does not explain."""
    n, p = x.shape
    if n < 2 * _FOLDS or p < 2 or n - -(-n // _FOLDS) <= p:
        return 0.0
    w, fold = 1 / v, np.arange(n) % _FOLDS
    mean, model = np.zeros(n), np.zeros(n)
    for k in range(_FOLDS):
        out = fold == k
        mean[out] = w[~out] @ y[~out] / w[~out].sum()
        model[out] = x[out] @ np.linalg.lstsq(np.sqrt(w[~out])[:, None] * x[~out], np.sqrt(w[~out]) * y[~out])[0]
    lost, kept = float(w @ np.square(y - mean)), float(w @ np.square(y - model))
    # Of the spread about one mean, n is what sampling alone makes.
    return float((lost - kept) / max(lost - n, 0.05 * n))
