"""Scores of probabilities against values by hand, and a temperature that is found again."""

import numpy as np

from gcrm.stats.probability_scores import auc, quality, temperature


def test_a_planted_temperature_is_found_again():
    rng = np.random.default_rng(3)
    true = rng.normal(size=(20_000, 3))
    chances = np.exp(true) / np.exp(true).sum(axis=1, keepdims=True)
    labels = (rng.random((20_000, 1)) > chances.cumsum(axis=1)).sum(axis=1)
    assert abs(temperature(true * 2.5, labels) - 2.5) < 0.1


def test_scores_by_hand():
    found = quality(np.log(np.array([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1]])), np.array([0, 2]))
    assert found.accuracy == 0.5
    assert found.weighted_f1 == 0.5
    assert found.brier == round(((0.25 + 0.09 + 0.04) + (0.01 + 0.64 + 0.81)) / 2, 4)


def test_ties_count_half_and_one_side_alone_has_no_auc():
    assert auc(np.array([1.0, 1.0]), np.array([True, False])) == 0.5
    assert auc(np.array([1.0, 2.0]), np.array([True, True])) is None
