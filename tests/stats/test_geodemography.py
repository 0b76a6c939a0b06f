"""Kinds of place: found again where they are, and not invented where they are not."""

import numpy as np
import pytest

from gcrm.stats.clustering import adjusted_rand_index
from gcrm.stats.geodemography import Recipe, classes, distinct, prepared

RECIPE = Recipe((2, 3, 4, 5), restarts=5, bootstraps=8, sample=300)


def places(seed=1, n=600):
    """Shares (in percent) of old people, houses and social housing in three kinds of place."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, 3, n)
    mean = np.array([[30.0, 10.0, 2.0], [8.0, 60.0, 5.0], [28.0, 50.0, 50.0]])[kind]
    return np.clip(mean * rng.lognormal(0, 0.15, mean.shape), 0, 100), kind


def test_kinds_of_place_are_found_whatever_the_sample():
    values, kind = places()
    found = classes(prepared(values), RECIPE)
    table = np.zeros((3, 3), dtype=int)
    np.add.at(table, (found.labels, kind), 1)
    assert adjusted_rand_index(table) > 0.95
    assert found.stability > 0.9
    assert np.bincount(found.labels).tolist() == sorted(np.bincount(found.labels).tolist(), reverse=True)


def test_where_places_are_of_no_kind_there_is_one_class_and_it_is_said():
    points = np.random.default_rng(3).uniform(size=(400, 6))
    found = classes(points, Recipe((4, 5, 6), restarts=3, bootstraps=6, sample=300, min_stability=0.95))
    assert found.labels.max() == 0
    assert found.reason.startswith("No number of segments is stable")


def test_too_few_places_are_one_class():
    assert classes(np.zeros((2, 3)), RECIPE).reason == "2 areas are too few, or too alike, for classes."


def test_figures_that_say_the_same_or_nothing_are_left_out():
    values, _ = places(n=100)
    columns = np.column_stack([values, 2 * values[:, 0], np.full(100, 7.0)])
    assert distinct(prepared(columns)) == [0, 1, 2]


def test_what_is_not_known_is_the_median():
    values = np.array([[1.0, 5.0], [2.0, np.nan], [3.0, 5.0]])
    assert prepared(values)[:, 1].tolist() == [0.0, 0.0, 0.0]
    assert prepared(np.array([[1.0], [np.nan], [3.0]]))[1, 0] == pytest.approx(
        (np.arcsinh(2) - np.arcsinh(1)) / (np.arcsinh(3) - np.arcsinh(1))
    )
