"""Whether one series follows another, and how long after it, held against series that have no reason to.

Two series that both drift look alike by chance, so no standard error of a regression tells. A placebo does: the best
fit over all lags of the series in question is ranked among the best fits of all others (Abadie, Diamond and Hainmueller
2010).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Followed:
    """`lag`: steps after which the series fits best. `rise`: from the leader's lowest to its highest, as a share.
    `chance`: of all series the share that follow as well or better, itself included."""

    lag: int
    rise: float
    chance: float


def followed(leader: Floats, series: Floats, of: int, most: int) -> Followed | None:
    """How the series in column `of` follows the leader within 0 to `most` steps; None where nothing varies.

    `series`: logs, a row a step and a column a series, of which the others are the placebos.

    >>> step = np.repeat([0.0, 1.0], 10)
    >>> noise = np.random.default_rng(1).normal(scale=0.05, size=(20, 30))
    >>> noise[:, 7] += 0.4 * np.roll(step, 3)
    >>> found = followed(step, noise, 7, 5)
    >>> found.lag, round(found.rise, 1), round(found.chance, 3)
    (3, 0.5, 0.033)
    """
    n = len(leader) - most
    if n < 3:
        return None
    late = series[most:] - series[most:].mean(axis=0)
    spread = np.sqrt((late**2).sum(axis=0))
    fits, slopes = np.full((most + 1, series.shape[1]), -1.0), np.zeros((most + 1, series.shape[1]))
    for lag in range(most + 1):
        early = leader[most - lag : most - lag + n]
        early = early - early.mean()
        length = float(early @ early)
        if length > 0:
            shared = early @ late
            slopes[lag] = shared / length
            fits[lag] = shared / np.sqrt(length) / np.maximum(spread, 1e-12)
    best = fits.max(axis=0)
    if best[of] <= -1.0 or spread[of] <= 0:
        return None
    lag = int(fits[:, of].argmax())
    rise = float(np.expm1(slopes[lag, of] * (leader.max() - leader.min())))
    return Followed(lag, rise, float((best >= best[of]).mean()))
