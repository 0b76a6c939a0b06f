"""Leaves that tell groups apart, and hold every point once."""

import numpy as np

from gcrm.stats.tree import leaves


def inside(points, leaf):
    at = np.ones(len(points), dtype=bool)
    for one in leaf:
        at &= (points[:, one.feature] > one.above) & (points[:, one.feature] <= one.most)
    return at


def test_groups_that_two_cuts_tell_apart_are_told():
    rng = np.random.default_rng(1)
    points = rng.uniform(0, 10, (3000, 3))
    labels = np.where(points[:, 1] <= 4, 0, np.where(points[:, 2] <= 7, 1, 2))
    found = leaves(points, labels)
    pure = [leaf for leaf in found if len(set(labels[inside(points, leaf)].tolist())) == 1]
    assert sum(inside(points, leaf).sum() for leaf in pure) > 0.9 * 3000
    assert {one.feature for leaf in found for one in leaf} == {1, 2}, "the first feature says nothing"


def test_every_point_lies_in_one_leaf_of_enough():
    rng = np.random.default_rng(2)
    points, labels = rng.normal(size=(500, 4)), rng.integers(0, 3, 500)
    found = leaves(points, labels, least=40)
    counts = [int(inside(points, leaf).sum()) for leaf in found]
    assert sum(counts) == 500
    assert min(counts) >= 40


def test_one_group_and_points_that_are_all_alike_are_one_leaf():
    assert leaves(np.zeros((50, 2)), np.repeat([0, 1], 25)) == [()]
    assert leaves(np.arange(50.0)[:, None], np.zeros(50, dtype=int)) == [()]
    assert leaves(np.zeros((0, 2)), np.zeros(0, dtype=int)) == [()]
