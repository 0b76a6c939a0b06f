"""Distance by the shape of a group."""

import numpy as np
import pytest

from gcrm.stats import mahalanobis
from gcrm.stats.checks import InvalidInputError


def squared(points, found):
    centred = points - found.mean
    return np.einsum("ij,jk,ik->i", centred, found.precision, centred)


def test_of_a_normal_group_as_many_lie_beyond_as_should():
    rng = np.random.default_rng(1)
    points = rng.normal(size=(20_000, 3)) @ np.array([[1.0, 0.8, 0.0], [0.0, 0.6, 0.0], [0.0, 0.0, 1.0]])
    found = mahalanobis.shape(len(points), points.sum(axis=0), points.T @ points)
    beyond = np.mean(np.sqrt(squared(points, found)) > mahalanobis.limit(3, 0.99))
    assert 0.004 < beyond < 0.011, "about 1%, a little fewer for the ridge"


def test_against_the_grain_is_far_and_along_it_is_not():
    rng = np.random.default_rng(2)
    line = rng.normal(size=(5_000, 1)) @ np.array([[1.0, 1.0]]) + 0.1 * rng.normal(size=(5_000, 2))
    found = mahalanobis.shape(len(line), line.sum(axis=0), line.T @ line)
    along, across = squared(np.array([[2.0, 2.0], [2.0, -2.0]]), found)
    assert along < 5 < 50 < across


def test_a_feature_that_is_the_same_for_all_has_a_shape():
    found = mahalanobis.shape(3, [3.0, 0.0], [[3.0, 0.0], [0.0, 2.0]])
    assert np.isfinite(found.precision).all()


def test_nobody_has_no_shape():
    with pytest.raises(InvalidInputError, match="0 members have no shape"):
        mahalanobis.shape(0, [0.0], [[0.0]])
