"""Whether a score tells two kinds apart among those who are alike: the AUC within levels, from counts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Cell:
    """`n` of a level with the same score and of the same kind."""

    level: int
    score: float
    is_positive: bool
    n: int


@dataclass(frozen=True)
class Matched:
    """`value`: the AUC over pairs of one level; `error`: its standard error were the score of no use."""

    value: float
    error: float


def auc(cells: Iterable[Cell]) -> Matched | None:
    """The chance that of a pair of one level the positive one has the higher score; None where no level has a pair.

    >>> given = [Cell(1, 0.1, False, 1), Cell(1, 0.9, True, 1), Cell(2, 5.0, False, 4), Cell(2, 5.0, True, 1)]
    >>> auc(given).value
    0.6
    """
    levels: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        levels[cell.level].append(cell)
    wins, pairs, variance = 0.0, 0, 0.0
    for mine in levels.values():
        scores = sorted({cell.score for cell in mine})
        counts = np.zeros((len(scores), 2))
        for cell in mine:
            counts[scores.index(cell.score), int(cell.is_positive)] += cell.n
        below = np.concatenate([[0.0], counts[:, 0].cumsum()[:-1]])
        wins += float((counts[:, 1] * (below + counts[:, 0] / 2)).sum())
        m, n = counts.sum(axis=0)
        pairs += int(m * n)
        variance += m * n * (m + n + 1) / 12  # Mann and Whitney (1947)
    return Matched(wins / pairs, float(np.sqrt(variance)) / pairs) if pairs else None
