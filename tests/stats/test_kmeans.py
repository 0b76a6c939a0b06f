"""K-means: published figures of the iris flowers, an independent silhouette, and repeatability."""

import numpy as np
import pytest
from tests.stats.iris import iris

from gcrm.stats import kmeans
from gcrm.stats.clustering import adjusted_rand_index

FLOWERS = np.array([row[:4] for row in iris()])
SPECIES = np.array([row[4] for row in iris()])
SEEDS = range(1, 6)


@pytest.fixture(scope="module")
def three():
    return kmeans.fit(FLOWERS, 3, SEEDS, 100)


def table(labels, others, k=3):
    counts = np.zeros((k, k), dtype=int)
    np.add.at(counts, (labels, others), 1)
    return counts


def test_iris_gives_the_published_sum_of_squares_and_silhouette(three):
    assert three.sse == pytest.approx(78.8514, abs=5e-5)
    assert kmeans.silhouette(FLOWERS, kmeans.nearest(FLOWERS, three.centres)) == pytest.approx(0.7357, abs=5e-5)


def test_iris_gives_the_published_sizes_and_agreement_with_the_species(three):
    counts = table(kmeans.nearest(FLOWERS, three.centres), SPECIES)
    assert sorted(counts.sum(axis=1)) == [38, 50, 62]
    assert adjusted_rand_index(counts) == pytest.approx(0.7302, abs=5e-5)


def test_the_silhouette_is_that_of_all_pairs_of_points():
    rng = np.random.default_rng(5)
    points, labels = rng.normal(size=(40, 3)), np.append(rng.integers(0, 3, 39), 3)
    squared = np.square(points[:, None] - points[None, :]).sum(axis=2)
    expected = []
    for i, own in enumerate(labels):
        mean = {c: squared[i, (labels == c) & (np.arange(40) != i)] for c in range(4)}
        if not len(mean[own]):
            expected.append(0.0)
            continue
        within, other = mean[own].mean(), min(mean[c].mean() for c in range(4) if c != own)
        expected.append((other - within) / max(other, within))
    assert kmeans.silhouette(points, labels) == pytest.approx(np.mean(expected), rel=1e-12)


def test_bootstraps_find_two_clusters_of_iris_again_but_not_six():
    two, six = (kmeans.fit(FLOWERS, k, SEEDS, 100).centres for k in (2, 6))
    assert kmeans.stability(FLOWERS, two, 20, 100) > 0.95 > 0.8 > kmeans.stability(FLOWERS, six, 20, 100)


def test_the_same_points_and_seeds_give_the_same_centres(three):
    assert np.array_equal(kmeans.fit(FLOWERS, 3, SEEDS, 100).centres, three.centres)


def test_more_seeds_are_never_worse():
    costs = [kmeans.fit(FLOWERS, 6, range(1, n + 1), 100).sse for n in (1, 3, 10)]
    assert costs == sorted(costs, reverse=True)


@pytest.mark.parametrize("points", [[[1.0]] * 5, [[1.0], [2.0]] * 5])
def test_fewer_different_points_than_clusters_give_none(points):
    assert kmeans.fit(np.array(points), 3, SEEDS, 10) is None


def test_one_cluster_is_the_mean():
    found = kmeans.fit(FLOWERS, 1, [1], 10)
    assert found.centres[0] == pytest.approx(FLOWERS.mean(axis=0))
    assert found.sse == pytest.approx(np.square(FLOWERS - FLOWERS.mean(axis=0)).sum())
