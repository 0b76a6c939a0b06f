"""Findings and scales of the map."""

from typing import Any

from gcrm.publish.atlas import areas

from ..made_up import square


def _row(area: str, middle: float | None, withheld: bool = False, region: str | None = "AA") -> dict[str, Any]:
    return {
        "area_id": area, "name": area, "region_code": region, "n_members": None if withheld else 10, "method": "model",
        "power_p10": middle and middle / 2, "power_p50": middle, "power_p90": middle and middle * 2, "index": middle,
        "weight_of_members": 0.5, "withheld": withheld,
    }  # fmt: skip


def test_the_title_names_the_middle_half() -> None:
    rows = [_row(str(value), value) for value in (10.0, 20.0, 30.0, 40.0, 50.0)]
    said = "In half of 5 municipalities with members enough a typical member spends BRL 20 to 40"
    assert areas.finding("municipality", rows, "BRL") == said


def test_areas_that_cannot_be_told_apart_have_one_figure_no_rank_and_no_colours() -> None:
    same = {"areas_differ": False, "verdict": "The 2 areas with members cannot be told apart."}
    rows = [{**_row(name, 20.0), **same} for name in "ab"]
    assert areas.finding("town", rows, "EUR") == "One figure for all 2 towns: a typical member spends EUR 10 to 40"
    assert "none ranks above another" in areas.table_finding("town", rows, "EUR")
    facts = areas.level("town", 0, rows, {}, "EUR").facts
    assert facts["scales"] == {"estimate": None, "width": None}
    assert facts["verdict"] == same["verdict"]


def test_the_title_speaks_of_areas_with_evidence_only() -> None:
    rows = [_row("own", 50.0), _row("modelled", 900.0, withheld=True)]
    assert areas.finding("town", rows, "EUR") == "In 1 town with members enough a typical member spends EUR 50 to 50"
    alone = areas.finding("town", rows[1:], "EUR")
    assert alone == "None of 1 town has members enough; all show what the model expects"


def test_few_areas_are_told_from_lowest_to_highest_and_none_is_said() -> None:
    assert (
        areas.finding("state", [_row("a", 10.0), _row("b", 30.0)], "EUR")
        == "In 2 states with members enough a typical member spends EUR 10 to 30"
    )
    assert areas.finding("state", [_row("a", None, True)], "EUR") == "No estimate could be published for 1 state"


def test_the_highest_is_looked_for_among_areas_that_speak_for_themselves() -> None:
    rows = [_row("modelled", 900.0, withheld=True), _row("own", 50.0)]
    said = "1 of 2 states can be shown with members of their own; among these own is highest, with EUR 50"
    assert areas.table_finding("state", rows, "EUR") == said


def test_one_map_of_all_and_one_per_region_of_several_areas() -> None:
    rows = [_row("a1", 1.0), _row("a2", 2.0), _row("b1", 3.0, region="BB"), _row("gone", 4.0)]
    made = areas.level("state", 0, rows, {"a1": square(0, 0), "a2": square(1, 0), "b1": square(2, 0)}, "EUR")
    assert [(m["region"], m["n"], m["box"]) for m in made.facts["maps"]] == [
        (None, 3, [-50.0, -20.0, -47.0, -19.0]),
        ("AA", 2, [-50.0, -20.0, -48.0, -19.0]),
    ]
    assert (made.facts["n"], made.facts["n_drawn"]) == (4, 3)


def test_scales_leave_out_the_tails_and_areas_without_a_figure() -> None:
    rows = [_row(str(i), float(i)) for i in range(1, 102)] + [_row("none", None)]
    scale = areas.level("state", 0, rows, {}, "EUR").facts["scales"]["estimate"]
    assert (round(scale["low"], 6), round(scale["high"], 6)) == (3.0, 99.0)
    assert scale["ticks"] == [3.0, 7.19, 17.23, 41.31, 99.0]
