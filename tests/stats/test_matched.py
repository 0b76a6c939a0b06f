"""A score that only tells who does much is worth nothing among those who do as much."""

import numpy as np
import pytest

from gcrm.stats.matched import Cell, auc


def cells(levels, scores, positive):
    return [Cell(int(a), float(b), bool(c), 1) for a, b, c in zip(levels, scores, positive, strict=True)]


def test_a_score_of_activity_alone_is_chance():
    rng = np.random.default_rng(1)
    level = rng.integers(0, 5, 4000)
    positive = rng.random(4000) < 0.1 * (1 + level)
    found = auc(cells(level, level + 0.0, positive))
    assert found.value == 0.5


def test_the_error_is_that_of_chance():
    rng = np.random.default_rng(2)
    values = []
    for _ in range(200):
        found = auc(cells(rng.integers(0, 2, 100), rng.random(100), rng.random(100) < 0.3))
        values.append(found.value)
    assert np.std(values) == pytest.approx(found.error, rel=0.25)


def test_a_good_score_is_near_one_and_one_kind_alone_tells_nothing():
    assert auc(cells([1, 1, 1, 1], [1, 2, 3, 4], [False, False, True, True])).value == 1.0
    assert auc(cells([1, 2], [1, 2], [True, False])) is None
