"""What the solvers refuse, and the sentence they refuse it with."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


class InvalidInputError(ValueError):
    """A value, a shape or a label that no estimate can be made from."""


class TooFewAreasError(ValueError):
    """Fewer areas than the model has coefficients to estimate."""


class CollinearCovariatesError(ValueError):
    """A covariate that the covariates before it already determine."""


def array(name: str, values: ArrayLike, ndim: int = 1) -> FloatArray:
    """`values` as floats with `ndim` dimensions, NaN allowed; `InvalidInputError` when the dimensions differ.

    >>> array("y", [1, 2])
    array([1., 2.])
    """
    result = np.asarray(values, dtype=np.float64)
    if result.ndim != ndim:
        raise InvalidInputError(f"{name} has {result.ndim} dimensions: {ndim} would work.")
    return result


def finite(name: str, values: ArrayLike, ndim: int = 1) -> FloatArray:
    """As `array`, and `InvalidInputError` names the first row that is NaN or infinite.

    >>> finite("y", [1.0, float("nan")])
    Traceback (most recent call last):
    gcrm.stats.checks.InvalidInputError: y is NaN or infinite at row 1: every value must be finite.
    """
    result = array(name, values, ndim)
    refuse(name, ~np.isfinite(result), "is NaN or infinite", "every value must be finite")
    return result


def refuse(name: str, bad: NDArray[np.bool_], what: str, remedy: str) -> None:
    """`InvalidInputError` for the first row (counted from 0) where `bad` is true."""
    if bad.any():
        raise InvalidInputError(f"{name} {what} at row {int(np.argwhere(bad)[0][0])}: {remedy}.")


def same_length(**arrays: NDArray[np.generic]) -> None:
    """`InvalidInputError` unless every array has as many rows as the first one."""
    (first, head), *rest = arrays.items()
    for name, values in rest:
        if len(values) != len(head):
            raise InvalidInputError(f"{name} has {len(values)} rows: {len(head)} would work, as in {first}.")


def enough_areas(n: int, needed: int, why: str) -> None:
    """`TooFewAreasError` when `n` areas cannot carry the model.

    >>> enough_areas(4, 5, "4 coefficients and a variance")
    Traceback (most recent call last):
    gcrm.stats.checks.TooFewAreasError: 4 areas for 4 coefficients and a variance: at least 5 would work.
    """
    if n < needed:
        raise TooFewAreasError(f"{n} areas for {why}: at least {needed} would work.")
