"""A member's level from two witnesses: what is expected of members alike, and the member's own spend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gcrm.stats.checks import FloatArray, finite, refuse


@dataclass(frozen=True, eq=False)
class Posterior:
    """`mean` and `variance` (n,) on the scale of the witnesses; `weight` (n,), that of the own spend, 0 to 1."""

    mean: FloatArray
    variance: FloatArray
    weight: FloatArray


def posterior(prior: ArrayLike, spread: ArrayLike, error: ArrayLike, own: ArrayLike, noise: ArrayLike) -> Posterior:
    """Normal prior of variance `spread` about `prior`, which is itself known up to a variance `error`; an observation
    `own` of variance `noise`. All (n,), variances 0 or more. Source: Gelman et al. 2013, section 2.5.

    >>> made = posterior([1.0], [3.0], [0.0], [5.0], [1.0])
    >>> made.mean, made.variance, made.weight
    (array([4.]), array([0.75]), array([0.75]))
    """
    centre, s, e, y, v = (np.atleast_1d(finite(name, value, np.ndim(value))) for name, value in (
        ("prior", prior), ("spread", spread), ("error", error), ("own", own), ("noise", noise)
    ))  # fmt: skip
    for name, value in (("spread", s), ("error", e), ("noise", v)):
        refuse(name, value < 0, "is negative", "0 or more would work")
    weight = np.divide(s, s + v, out=np.zeros(np.broadcast(s, v).shape), where=s + v > 0)
    return Posterior(centre + weight * (y - centre), weight * v + np.square(1 - weight) * e, weight)
