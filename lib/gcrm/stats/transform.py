"""From the log scale back to money, and from money to official totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gcrm.stats.checks import FloatArray, InvalidInputError, finite, refuse, same_length

# The standard normal quantile at 0.9, so that P10 to P90 holds 80% of the outcomes.
Z90 = 1.2815515655446004


@dataclass(frozen=True, eq=False)
class BackTransformed:
    """Mean and percentiles (d,) in the units that were logged; the mean is above `p50` because the scale is skewed."""

    mean: FloatArray
    p10: FloatArray
    p50: FloatArray
    p90: FloatArray


def back_transform(theta: ArrayLike, mse: ArrayLike) -> BackTransformed:
    """A log-scale estimate theta (d,) with mean squared error mse (d,) >= 0, as a lognormal on the original scale.

    Raises `InvalidInputError` on NaN, unequal lengths or mse < 0. Mean exp(theta + mse / 2), quantile
    exp(theta + z sqrt(mse)). Source: Aitchison and Brown 1957, chapter 2; Slud and Maiti 2006 for Fay-Herriot.

    >>> level = back_transform([0.0], [1.0])
    >>> level.p10.round(4), level.p50, level.mean.round(4), level.p90.round(4)
    (array([0.2776]), array([1.]), array([1.6487]), array([3.6022]))
    """
    centre, error = finite("theta", theta), finite("mse", mse)
    same_length(theta=centre, mse=error)
    refuse("mse", error < 0.0, "is negative", "0 or more would work")
    reach = Z90 * np.sqrt(error)
    return BackTransformed(
        mean=np.exp(centre + error / 2.0), p10=np.exp(centre - reach), p50=np.exp(centre), p90=np.exp(centre + reach)
    )


def benchmark_factors(
    values: ArrayLike, weights: ArrayLike, group: ArrayLike, totals: Mapping[str, float] | Mapping[int, float]
) -> FloatArray:
    """The factor (d,) of each area that makes the weighted sums of its group agree with the group's official total.

    values, weights (d,) >= 0 and group (d,) label the areas; totals maps every label, and no other, to a total in
    units of values * weights. Multiply quantiles by the same factor and mean squared errors by its square.
    Raises `InvalidInputError` (NaN, negative, labels without a partner, a weighted sum of 0 under a total).
    Source: ratio benchmarking, total / sum of weight * value; Rao and Molina 2015, section 6.4.

    >>> benchmark_factors([1.0, 3.0, 5.0], [1, 1, 2], ["north", "north", "south"], {"north": 8, "south": 5})
    array([2. , 2. , 0.5])
    """
    value, weight, labels = finite("values", values), finite("weights", weights), np.asarray(group)
    same_length(values=value, weights=weight, group=labels)
    for name, amounts in (("values", value), ("weights", weight)):
        refuse(name, amounts < 0.0, "is negative", "0 or more would work")
    groups, code = np.unique(labels, return_inverse=True)
    official = _official(groups, totals)
    sums = np.bincount(code, weights=value * weight, minlength=groups.size)
    unreachable = (sums == 0.0) & (official > 0.0)
    if unreachable.any():
        label, total = groups[unreachable][0], official[unreachable][0]
        found = f"group {label} has a weighted sum of 0 for a total of {total:g}"
        raise InvalidInputError(f"{found}: a total of 0 would work.")
    factors = np.divide(official, sums, out=np.ones_like(sums), where=sums > 0.0)
    result: FloatArray = factors[code]
    return result


def benchmark(
    values: ArrayLike, weights: ArrayLike, group: ArrayLike, totals: Mapping[str, float] | Mapping[int, float]
) -> FloatArray:
    """The values (d,) times their `benchmark_factors`, which documents arguments, errors and source.

    >>> benchmark([1.0, 3.0, 5.0], [1, 1, 2], ["north", "north", "south"], {"north": 8, "south": 5})
    array([2. , 6. , 2.5])
    """
    return np.asarray(values, dtype=np.float64) * benchmark_factors(values, weights, group, totals)


def _official(groups: NDArray[np.generic], totals: Mapping[str, float] | Mapping[int, float]) -> FloatArray:
    known: dict[object, float] = dict(totals.items())
    present = groups.tolist()
    missing, unused = [g for g in present if g not in known], sorted(known.keys() - set(present), key=str)
    if missing or unused:
        found = f"groups without a total: {missing}, totals without a group: {unused}"
        raise InvalidInputError(f"{found}: none would work.")
    official = finite("totals", [known[g] for g in present])
    refuse("totals", official < 0.0, "is negative", "0 or more would work")
    return official
