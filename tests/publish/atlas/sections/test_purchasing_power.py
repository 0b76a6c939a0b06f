"""Regions: the middle interval, the mean of the evidence, and how many areas speak for themselves."""

from typing import Any

import pytest

from gcrm.publish.atlas.look import Agreed, Given, Look
from gcrm.publish.atlas.sections import purchasing_power


def _area(area: str, region: str, middle: float | None, withheld: bool = False) -> dict[str, Any]:
    return {
        "area_id": area, "name": area, "level": "town", "region_code": region, "withheld": withheld,
        "power_p10": middle and middle / 2, "power_p50": middle, "power_p90": middle and 2 * middle,
        "weight_of_members": 0.0 if withheld else 0.4, "census_share": 0.6, "real_estate_share": 0.0,
        "neighbours_share": 0.0, "is_extrapolation": withheld,
        "verdict": "The 3 areas with members differ by more than chance (p = 0.001). Left out: rent (unknown).",
    }  # fmt: skip


AREAS = [_area("a", "AA", 100.0), _area("b", "AA", 300.0, withheld=True), _area("c", "BB", 500.0)]


def test_a_region_has_the_middle_of_its_areas_and_the_mean_of_their_evidence() -> None:
    first, second = purchasing_power.regions(AREAS)
    assert (first["region"], first["n"], first["n_own"], first["n_extrapolated"]) == ("AA", 2, 1, 1)
    assert (first["power_p10"], first["power_p50"], first["weight_of_members"]) == (100.0, 200.0, pytest.approx(0.2))
    assert (second["n"], second["power_p90"]) == (1, 1000.0)


def test_the_page_says_what_tells_areas_apart_and_is_empty_where_nothing_was_estimated() -> None:
    def shown(rows: list[dict[str, Any]]) -> Any:
        look = Look(Agreed("Made Up", "made_up", "BRL"), Given({"publish.area_power": rows}))
        return purchasing_power.SECTION.show(look)

    assert shown([_area("a", "AA", None)]) is None
    made = shown(AREAS)
    assert made.headline == "The 3 areas with members differ by more than chance (p = 0.001)"
    assert made.page["listing"].rows[0][:6] == ("AA", "2", "1", "100", "200", "400")
