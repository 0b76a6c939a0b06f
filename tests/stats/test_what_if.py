"""What opening or closing a store moves: against a simulated opening."""

import numpy as np
import pytest

from gcrm.stats.checks import InvalidInputError
from gcrm.stats.huff import fit, probabilities
from gcrm.stats.what_if import moved

N, M = 80, 9


def world(seed):
    rng = np.random.default_rng(seed)
    origin, store = np.repeat(np.arange(N), M), np.tile(np.arange(M), N)
    size, way = np.exp(rng.normal(6, 0.5, M))[store], np.exp(rng.normal(2.5, 0.5, N * M))
    return rng, origin, np.array([f"s{i}" for i in store], dtype=object), size, way


def visited(rng, origin, size, way, each=400):
    p = probabilities(origin, size, way, 1.0, 2.0).reshape(N, -1)
    return np.array([rng.multinomial(each, row) for row in p]).ravel()


def test_what_is_foretold_of_an_opening_is_what_the_opening_brings():
    rng, origin, store, size, way = world(3)
    there = store != "s8"
    before = visited(rng, origin[there], size[there], way[there])
    found = fit(before, origin[there], size[there], way[there])
    new = ("s8", float(size[~there][0]), origin[~there], way[~there])
    reach = (origin[there], store[there], size[there], way[there])
    told = moved(reach, before, (found.attraction, found.friction), opened=new)
    after = visited(rng, origin, size, way)
    happened = {name: after[store == name].sum() for name in told.after}
    for name, expected in told.after.items():
        assert happened[name] == pytest.approx(expected, rel=0.05)
    assert sum(told.after.values()) == pytest.approx(sum(told.before.values())) == before.sum()


def test_who_came_to_a_store_that_closes_goes_to_the_nearest_others():
    told = moved(([0, 0, 0], ["a", "b", "c"], [1.0] * 3, [1.0, 1.0, 2.0]), [4, 4, 1], (1.0, 2.0), closed="a")
    assert "a" not in told.after
    assert told.after["b"] - told.before["b"] == pytest.approx(4 * (told.after["c"] - told.before["c"]))


def test_changes_that_cannot_be_are_refused():
    reach = (["x", "x", "y"], ["a", "b", "a"], [1.0] * 3, [1.0] * 3)
    with pytest.raises(InvalidInputError, match="there is no store z: one of a, b would work"):
        moved(reach, [1, 1, 1], (1.0, 2.0), closed="z")
    with pytest.raises(InvalidInputError, match="without a nothing is in reach of y"):
        moved(reach, [1, 1, 1], (1.0, 2.0), closed="a")
