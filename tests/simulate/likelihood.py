"""Maximum likelihood for tests that measure what was simulated: estimates, and how sure they are."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.stats import chi2

FloatArray = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
SIGMAS = 3.0
_STEP = 1e-2


@dataclass(frozen=True)
class Fit:
    """The maximum of a log-likelihood of parameters above 0, taken over their logarithms."""

    at: FloatArray
    errors: FloatArray
    highest: float
    log_likelihood: Callable[[FloatArray], float]

    def distances(self, truth: FloatArray) -> FloatArray:
        """Of the logarithms of the parameters to their true values, in standard errors."""
        found: FloatArray = (np.log(self.at) - np.log(truth)) / self.errors
        return found

    def likely(self, truth: FloatArray, chance: float = 0.001) -> bool:
        """Whether a likelihood-ratio test does not reject the truth (Wilks 1938)."""
        ratio = 2 * (self.highest - self.log_likelihood(np.log(truth)))
        return bool(ratio < chi2.isf(chance, len(truth)))


def fitted(log_likelihood: Callable[[FloatArray], float], begin: FloatArray) -> Fit:
    """`log_likelihood` takes logarithms; standard errors by its second differences at the maximum."""
    options = {"xatol": 1e-4, "fatol": 1e-3, "maxiter": 4000}
    found = minimize(lambda logs: -log_likelihood(logs), np.log(begin), method="Nelder-Mead", options=options)
    assert found.success
    steps = _STEP * np.eye(len(begin))

    def second(a: FloatArray, b: FloatArray) -> float:
        signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
        return sum(i * j * log_likelihood(found.x + i * a + j * b) for i, j in signs) / (4 * _STEP**2)

    information = -np.array([[second(a, b) for a in steps] for b in steps])
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    return Fit(np.exp(found.x), errors, -float(found.fun), log_likelihood)


def near(estimate: float, truth: float, error: float) -> bool:
    return abs(estimate - truth) < SIGMAS * error
