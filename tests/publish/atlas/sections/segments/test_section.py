"""Cards of segments: the largest first, features by their distance from 100."""

from typing import Any

from gcrm.publish.atlas.look import Agreed, Given, Look
from gcrm.publish.atlas.sections.segments.section import SECTION, cards, finding


def _row(segment: int, n: int | None, feature: str, index: float | None) -> dict[str, Any]:
    few = n is None
    return {
        "segment": segment, "segment_name": None if few else f"name {segment}", "n_members": n, "share": n and n / 100,
        "feature": feature, "value": 1.0, "base": 2.0, "index": index, "withheld": few,
        "says": None if few else f"says {feature}",
    }  # fmt: skip


ROWS = [
    _row(1, 30, "n_visits", 120.0),
    _row(2, 60, "n_visits", 90.0),
    _row(2, 60, "amount", 50.0),
    _row(3, None, "amount", 400.0),
]


def test_the_largest_comes_first_and_a_withheld_one_last_without_features() -> None:
    built = cards(ROWS)
    assert [card["segment"] for card in built] == [2, 1, 3]
    assert [feature["name"] for feature in built[0]["features"]] == ["amount", "visits"]
    assert (built[2]["name"], built[2]["features"]) == ("Segment 3", [])


def test_the_largest_is_told_by_its_most_telling_feature() -> None:
    look = Look(Agreed("Made Up", "made_up", "EUR"), Given({"publish.portraits": ROWS}))
    assert SECTION.found(look) == [
        "3 segments; the largest, name 2, holds about 60% of members: says amount and says n_visits"
    ]


def test_segments_that_are_all_withheld_are_counted_only() -> None:
    assert finding(cards([_row(1, None, "amount", None)])) == "1 segment, all withheld"


def test_what_is_so_at_all_times_and_lately_is_told_once() -> None:
    rows = [_row(1, 30, name, 200.0) for name in ("recent_visits", "n_visits", "amount")]
    assert cards([*rows, _row(1, 30, "recent_amount", 40.0)])[0]["says"] == [
        "says recent_amount", "says amount", "says n_visits"
    ]  # fmt: skip
