"""Boundaries as they are drawn: few points, shared borders, outer rings clockwise, nothing flat."""

import json
from itertools import pairwise
from typing import Any

from gcrm.publish.atlas import shapes

from ..made_up import square


def _drawn(boundaries: dict[str, str | None]) -> dict[str, Any]:
    made = shapes.simplified(shapes.parse(boundaries))
    assert made is not None
    return {feature["id"]: feature["geometry"]["coordinates"] for feature in made.features["features"]}


def _turns_clockwise(ring: list[list[float]]) -> bool:
    return sum((x2 - x1) * (y2 + y1) for (x1, y1), (x2, y2) in pairwise(ring)) > 0


def test_points_that_change_nothing_go_and_rings_turn_clockwise() -> None:
    ring = _drawn({"a": square(0, 0), "b": square(1, 0)})["a"][0][0]
    assert sorted(map(tuple, ring[:-1])) == [(-50.0, -20.0), (-50.0, -19.0), (-49.0, -20.0), (-49.0, -19.0)]
    assert _turns_clockwise(ring)


def test_neighbours_share_their_border_after_simplification() -> None:
    """A saw of small teeth between two areas: simplified one by one they would gape or overlap."""
    teeth = [[-49 + 0.0004 * (i % 2), -20 + i / 500] for i in range(501)]
    left = [[-50, -20], *teeth, [-50, -19], [-50, -20]]
    right = [[-48, -20], [-48, -19], *reversed(teeth), [-48, -20]]
    drawn = _drawn(
        {name: json.dumps({"type": "Polygon", "coordinates": [ring]}) for name, ring in (("l", left), ("r", right))}
    )
    border = [{tuple(p) for p in drawn[name][0][0] if -49.1 < p[0] < -48.9} for name in "lr"]
    assert border[0] == border[1]
    assert len(border[0]) < len(teeth) / 20


def test_an_area_too_small_for_the_grid_keeps_its_own_digits_and_loses_no_area() -> None:
    tiny = {"type": "Polygon", "coordinates": [[[5, 5], [5.0004, 5], [5.0004, 5.0004], [5, 5.0004], [5, 5]]]}
    far = {"type": "Polygon", "coordinates": [[[0, 0], [40, 0], [40, 4], [0, 4], [0, 0]]]}
    drawn = _drawn({"tiny": json.dumps(tiny), "far": json.dumps(far)})
    assert {x for x, _ in drawn["tiny"][0][0]} == {5.0, 5.0004}


def test_what_is_no_polygon_is_left_out() -> None:
    given = {"none": None, "text": "not json", "point": '{"type": "Point", "coordinates": [1, 2]}', "a": square(0, 0)}
    assert list(shapes.parse(given)) == ["a"]
    assert shapes.simplified({}) is None
