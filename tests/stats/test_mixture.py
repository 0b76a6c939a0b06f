"""The mixture: published figures of the iris flowers, and shares that are as sure as they say."""

import numpy as np
import pytest
from tests.stats.iris import iris

from gcrm.stats import kmeans, mixture
from gcrm.stats.clustering import adjusted_rand_index

FLOWERS = np.array([row[:4] for row in iris()])
SPECIES = np.array([row[4] for row in iris()])


def test_iris_gives_the_published_likelihood_and_agreement():
    found = mixture.fit(FLOWERS, kmeans.fit(FLOWERS, 3, range(1, 6), 100).centres)
    assert found.log_likelihood == pytest.approx(-180.1855, abs=5e-3)
    table = np.zeros((3, 3), dtype=int)
    np.add.at(table, (mixture.labels(FLOWERS, found), SPECIES), 1)
    assert adjusted_rand_index(table) == pytest.approx(0.9039, abs=5e-5)


def test_shares_are_as_sure_as_they_say():
    rng = np.random.default_rng(4)
    points = np.concatenate([rng.normal(0, 1, (4000, 2)), rng.normal(2, 1, (4000, 2))])
    found = mixture.fit(points, np.array([[0.0, 0.0], [2.0, 2.0]]))
    logs = mixture.log_densities(points, found)
    share = np.exp(logs - np.logaddexp.reduce(logs, axis=1)[:, None])
    sure = share.max(axis=1)
    right = share.argmax(axis=1) == np.repeat([0, 1], 4000)
    for low, high in ((0.5, 0.7), (0.7, 0.9), (0.9, 1.0)):
        there = (sure >= low) & (sure < high)
        assert right[there].mean() == pytest.approx(sure[there].mean(), abs=0.04)


def test_a_component_of_equal_points_has_a_shape():
    points = np.concatenate([np.zeros((20, 2)), np.random.default_rng(1).normal(9, 1, (20, 2))])
    found = mixture.fit(points, np.array([[0.0, 0.0], [9.0, 9.0]]))
    assert np.isfinite(found.log_likelihood)
    assert found.weights == pytest.approx([0.5, 0.5])
