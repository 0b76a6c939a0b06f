"""A high conditional quantile from counts in bins: what the freest spenders among people alike spend."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gcrm.stats.checks import FloatArray, InvalidInputError, finite, refuse, same_length


def quantile_line(y: ArrayLike, x: ArrayLike, counts: ArrayLike, q: float = 0.9) -> FloatArray:
    """Coefficients (p,) of the line x'b below which a share `q` of the units lies: quantile regression.

    One row per bin: y (k,) its value, x (k, p) its covariates with a column of ones, counts (k,) units in it, so the
    work does not grow with the units. Raises `InvalidInputError` (NaN, q outside 0 to 1, fewer bins than coefficients).
    Source: Koenker and Bassett 1978, as a linear programme.

    >>> quantile_line([1.0, 2.0, 3.0, 4.0], np.ones((4, 1)), [5, 3, 1, 1], q=0.75)
    array([2.])
    """
    from scipy.optimize import linprog

    value, given, n = finite("y", y), finite("x", x, ndim=2), finite("counts", counts)
    same_length(y=value, x=given, counts=n)
    refuse("counts", n < 0, "is negative", "0 or more would work")
    if not 0 < q < 1:
        raise InvalidInputError(f"q is {q:g}: between 0 and 1 would work, such as 0.9.")
    used = n > 0
    value, given, n = value[used], given[used], n[used]
    k, p = given.shape
    if k < p:
        raise InvalidInputError(f"{k} bins for {p} coefficients: {p} would work.")
    # Dual: maximise y'a with X'a = (1 - q) X'n, 0 <= a <= n; its multipliers are the coefficients.
    bounds = [(0.0, float(most)) for most in n]
    found = linprog(-value, A_eq=given.T, b_eq=(1 - q) * given.T @ n, bounds=bounds, method="highs")
    if not found.success:
        raise InvalidInputError("no quantile was found: bins whose covariates vary would work.")
    return -np.asarray(found.eqlin.marginals, dtype=np.float64)
