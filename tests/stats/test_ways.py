"""Ways along roads, against the simulator's own and by chunks."""

import numpy as np
import pandas as pd

from gcrm.simulate.country.roads import travel_minutes
from gcrm.stats import ways


def network(n=40):
    rng = np.random.default_rng(3)
    edges = [(i, i + 1) for i in range(n - 1)] + [tuple(rng.choice(n, 2, replace=False)) for _ in range(n)]
    return pd.DataFrame({"origin": [a for a, _ in edges], "destination": [b for _, b in edges],
                         "minutes": rng.uniform(2, 30, len(edges))})  # fmt: skip


def test_ways_are_the_shortest_ones_however_many_are_looked_for_at_once(monkeypatch):
    found = network().groupby(["origin", "destination"], as_index=False).min()
    truth = travel_minutes(40, found, 1.0)
    roads = [(f"{a:02d}", f"{b:02d}", m) for a, b, m in found.itertuples(index=False)]
    wanted = {f"{i:02d}": [f"{j:02d}" for j in range(40)] for i in range(40)}
    made = ways.along_roads(roads, wanted)
    monkeypatch.setattr(ways, "_AT_ONCE", 100)
    assert ways.along_roads(roads, wanted) == made
    assert len(made) == 40 * 39
    np.testing.assert_allclose([made[f"{i:02d}", f"{j:02d}"] for i in range(40) for j in range(40) if i != j],
                               [truth[i, j] for i in range(40) for j in range(40) if i != j])  # fmt: skip


def test_without_roads_there_is_no_way():
    assert ways.along_roads([], {"a": ["b"]}) == {}
    assert ways.along_roads([("a", "b", 1.0), ("c", "d", 2.0)], {"a": ["d", "a"], "x": ["a"]}) == {}
