"""Points scored one by one and together: alike to the last digit, and as the mixture says."""

import numpy as np

from gcrm.stats import mixture
from gcrm.stats.score import Scorer


def scorer(seed=1, k=3, f=7):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(k, f)) * 3
    points = np.concatenate([rng.normal(size=(40, f)) + centre for centre in centres])
    found = mixture.fit(points, centres)
    whites = np.array([mixture.whitening(one) for one in found.covariances])
    constants = np.array([mixture.constant(w, one) for w, one in zip(found.weights, whites, strict=True)])
    return Scorer(centres, constants, found.means, whites), points, found


def test_shares_and_neighbours_are_those_of_the_mixture():
    one, points, found = scorer()
    made, logs = one.of(points), mixture.log_densities(points, found)
    nearest = np.square(points[:, None] - one.centres).sum(axis=2).argmin(axis=1)
    np.testing.assert_array_equal(made.nearest, nearest)
    own = logs[np.arange(len(points)), nearest]
    np.testing.assert_allclose(made.share, np.exp(own - np.logaddexp.reduce(logs, axis=1)), rtol=1e-9)
    logs[np.arange(len(points)), nearest] = -np.inf
    np.testing.assert_array_equal(made.second, logs.argmax(axis=1))


def test_a_point_is_scored_alike_whoever_comes_with_it():
    one, points, _ = scorer(f=37)
    together = one.of(points)
    for n in (1, 7, 64):
        parts = [one.of(points[i : i + n]) for i in range(0, len(points), n)]
        for name in ("distance", "share"):
            np.testing.assert_array_equal(
                np.concatenate([getattr(part, name) for part in parts]), getattr(together, name)
            )


def test_a_point_beyond_all_is_wholly_of_one_component_and_one_component_has_no_second():
    one, _, _ = scorer()
    far = one.of(np.full((1, 7), 1e6))
    assert 0 <= far.share[0] <= 1
    alone = Scorer(one.centres[:1], one.constants[:1], one.means[:1], one.whites[:1])
    assert (alone.of(one.centres).second == -1).all()
    assert (alone.of(one.centres).share == 1).all()


def test_without_a_mixture_the_nearest_is_told_alone():
    one, points, _ = scorer()
    bare = Scorer(one.centres, np.zeros(0), np.zeros((0, 7)), np.zeros((0, 7, 7)))
    made = bare.of(points)
    np.testing.assert_array_equal(made.distance, one.of(points).distance)
    assert np.isnan(made.share).all()
    assert (made.second == -1).all()
