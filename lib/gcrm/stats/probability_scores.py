"""How good probabilities of classes are, and the temperature that makes them honest."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def temperature(logits: Floats, labels: Ints) -> float:
    """What logits are divided by so that data kept back are most likely (Guo et al. 2017, temperature scaling).

    >>> sure = np.array([[4.0, 0.0]] * 3 + [[0.0, 4.0]])
    >>> round(temperature(sure, np.array([0, 0, 1, 1])), 1)
    3.6
    """
    # Here, because `gcrm plan` imports every step and has no use for scipy.
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax

    def loss(log_t: float) -> float:
        return float(-log_softmax(logits / np.exp(log_t), axis=1)[np.arange(len(labels)), labels].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded").x))


@dataclass(frozen=True)
class Quality:
    """`accuracy` is also the micro-averaged F1 of single labels; `brier` is the sum over classes (Brier 1950)."""

    n: int
    accuracy: float
    weighted_f1: float
    brier: float


def quality(logits: Floats, labels: Ints) -> Quality:
    """
    >>> quality(np.log([[0.8, 0.2], [0.4, 0.6], [0.7, 0.3]]), np.array([0, 1, 1]))
    Quality(n=3, accuracy=0.6667, weighted_f1=0.6667, brier=0.46)
    """
    # Here, because `gcrm plan` imports every step and has no use for scipy.
    from scipy.special import softmax

    chances = softmax(logits, axis=1)
    said, k = chances.argmax(axis=1), logits.shape[1]
    one_hot = np.eye(k)[labels]
    right = np.bincount(labels[said == labels], minlength=k)
    both = np.bincount(labels, minlength=k) + np.bincount(said, minlength=k)
    f1 = np.divide(2 * right, both, out=np.zeros(k), where=both > 0)
    weights = np.bincount(labels, minlength=k) / max(1, len(labels))
    brier = float(((chances - one_hot) ** 2).sum(axis=1).mean())
    return Quality(len(labels), _short((said == labels).mean()), _short(f1 @ weights), _short(brier))


def auc(scores: Floats, is_positive: npt.NDArray[np.bool_]) -> float | None:
    """The chance that a positive one has the higher score (Hanley and McNeil 1982); None where a side is empty.

    >>> auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True]))
    0.75
    """
    n, m = int(is_positive.sum()), int((~is_positive).sum())
    if not n or not m:
        return None
    # Here, because `gcrm plan` imports every step and has no use for scipy.
    from scipy.stats import rankdata

    return _short((rankdata(scores)[is_positive].sum() - n * (n + 1) / 2) / (n * m))


def _short(value: float) -> float:
    return round(float(value), 4)
