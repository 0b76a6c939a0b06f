"""Whether a count rises beyond chance: a posterior ratio of rates, a control chart, a burst automaton.

`k` of `n` is a series by week: in how many of n that week a thing occurs.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Phase = Literal["", "born", "rising", "peaked", "fading"]

_PRIOR = 0.5  # of both Gamma distributions (Jeffreys)


def ratio_low(k: Floats, n: Floats, k0: Floats, n0: Floats, alpha: float) -> Floats:
    """The lower end of the ratio of two Poisson rates, whose posteriors are Gamma: a share `alpha` lies below it.

    Given both rates, k of k + k0 is binomial, so the ratio is a transformed Beta (Price and Bonett 2000).

    >>> ratio_low(np.array([30.0]), np.array([100.0]), np.array([10.0]), np.array([100.0]), 0.025).round(2).tolist()
    [1.51]
    """
    # Here, because `gcrm plan` imports every step and has no use for scipy.
    from scipy.special import betaincinv

    share = betaincinv(k + _PRIOR, k0 + _PRIOR, alpha)
    low: Floats = share / (1 - share) * n0 / np.maximum(n, 1e-9)
    return low


def ewma_z(k: Floats, n: Floats, weight: float = 0.3) -> Floats:
    """Of each week how far its rate lies above the exponentially weighted mean of those before, in standard errors.

    Roberts (1959); the errors are those of Poisson counts about that mean. The first week has 0.

    >>> ewma_z(np.array([10.0, 10.0, 30.0]), np.full(3, 100.0)).round(1).tolist()
    [0.0, 0.0, 6.3]
    """
    z, mean = np.zeros(len(k)), 0.0
    for i in range(len(k)):
        if i and n[i] > 0:
            # Half an occurrence, so that a thing never seen before has an error.
            expected = max(mean * n[i], 0.5)
            z[i] = (k[i] - expected) / np.sqrt(expected)
        rate = k[i] / n[i] if n[i] > 0 else mean
        mean = rate if i == 0 else weight * rate + (1 - weight) * mean
    return z


def in_burst(k: Ints, n: Ints, rate: float, times: float = 3.0, cost: float = 1.0) -> npt.NDArray[np.bool_]:
    """Of each week whether it is in a burst: the likeliest path of two states (Kleinberg 2003, batched arrivals).

    `rate` is that of the quiet state, the other's is `times` as high; to enter it costs `cost` x log(weeks).

    >>> in_burst(np.array([2, 1, 2, 9, 8, 9, 1]), np.full(7, 100), 0.02).tolist()
    [False, False, False, True, True, True, False]
    """
    # Here, because `gcrm plan` imports every step and has no use for scipy.
    from scipy.special import gammaln

    low, high = min(rate, 0.3), min(times * rate, 0.9)
    choose = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    costs = np.stack([-(choose + k * np.log(p) + (n - k) * np.log1p(-p)) for p in (low, high)], axis=1)
    enter, came_from = cost * np.log(max(len(k), 2)), np.zeros((len(k), 2), dtype=int)
    best = np.array([0.0, enter])
    for i in range(len(k)):
        to_high = best[0] + enter
        came_from[i] = [int(best[1] < best[0]), int(best[1] <= to_high)]
        best = np.array([best.min(), min(best[1], to_high)]) + costs[i]
    path, state = np.zeros(len(k), dtype=bool), int(best[1] < best[0])
    for i in range(len(k) - 1, -1, -1):
        path[i] = bool(state)
        state = int(came_from[i, state])
    return path


def phases(k: Ints, n: Ints, burst: npt.NDArray[np.bool_], known_before: Ints) -> list[Phase]:
    """What a thing does each week from its first burst on: it is born where nobody knew it in the weeks before, rises,
    has peaked once three weeks have passed since its highest rate, and fades below half of that.

    `known_before`: occurrences in the weeks that each week is compared with.

    >>> k = np.array([0, 0, 5, 20, 40, 39, 38, 41, 30, 10])
    >>> phases(k, np.full(10, 100), k > 3, np.array([9, 9, 0, 5, 25, 65, 99, 99, 99, 99]))
    ['', '', 'born', 'rising', 'rising', 'rising', 'rising', 'rising', 'rising', 'fading']
    """
    smooth = np.convolve(k / np.maximum(n, 1), [1 / 3] * 3, mode="full")[: len(k)]
    found: list[Phase] = []
    begun, peak, at = False, 0.0, 0
    for i in range(len(k)):
        if burst[i] and not begun:
            begun, peak, at = True, smooth[i], i
            found.append("born" if known_before[i] == 0 else "rising")
            continue
        if not begun:
            found.append("")
            continue
        if smooth[i] > peak * 1.05:
            peak, at = smooth[i], i
        now: Phase = "rising" if i - at < 3 else "peaked"
        found.append("fading" if k[i] / max(n[i], 1) < peak / 2 and i > at else now)
        if k[max(0, i - 3) : i + 1].sum() == 0:
            begun = False
    return found
