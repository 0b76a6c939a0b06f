"""Groups of areas hang together, none is empty, and levels nest."""

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gcrm.simulate.country.nesting import grouped, nested

SIDE = 12
AT = np.array([(x, y) for x in range(SIDE) for y in range(SIDE)], dtype=float)
EDGES = np.array([(i, j) for i in range(len(AT)) for j in range(i) if np.abs(AT[i] - AT[j]).sum() == 1], dtype=np.intp)


def pieces(labels):
    inside = EDGES[labels[EDGES[:, 0]] == labels[EDGES[:, 1]]]
    graph = coo_array((np.ones(len(inside)), tuple(inside.T)), shape=(len(AT), len(AT)))
    return connected_components(graph, directed=False)[0]


@pytest.mark.parametrize(("k", "seed"), [(1, 0), (5, 1), (20, 2), (60, 3)])
def test_each_group_is_one_piece_and_none_is_empty(k, seed):
    labels = grouped(AT, EDGES, k, np.random.default_rng(seed))
    assert set(labels) == set(range(k))
    assert pieces(labels) == k


def test_levels_nest_and_are_numbered_in_the_order_of_the_one_above():
    made = nested(AT, EDGES, (24, 8, 3), np.random.default_rng(4))
    for lower, upper, n in ((made.district, made.province, 8), (made.province, made.region, 3)):
        above = {int(one): {int(u) for u in upper[lower == one]} for one in set(lower)}
        assert all(len(found) == 1 for found in above.values())
        assert [next(iter(above[one])) for one in sorted(above)] == sorted(
            next(iter(found)) for found in above.values()
        )
        assert len(set(upper)) == n
    assert [pieces(level) for level in (made.district, made.province, made.region)] == [24, 8, 3]


def test_more_groups_than_points_are_refused():
    with pytest.raises((RuntimeError, ValueError)):
        grouped(AT[:3], np.array([(0, 1), (1, 2)], dtype=np.intp), 5, np.random.default_rng(0))
