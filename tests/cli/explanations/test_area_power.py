"""The purchasing power of an area, in words."""

from datetime import date

from tests.cli.explanations.fake import Fake

from gcrm.cli.explanations.area_power import EXPLANATION

AREA = {
    "name": "Lorem", "level": "town", "area_id": "N1", "as_of": date(2025, 1, 1), "power_p10": 90.0, "power_p50": 120.0,
    "power_p90": 160.0, "verdict": "They differ.", "weight_of_members": 0.3, "neighbours_share": 0.1,
    "census_share": 0.4, "real_estate_share": 0.2, "total": 5000.0, "n_people": 40.0,
}  # fmt: skip


def told(**rows):
    return EXPLANATION.tell(Fake({name.replace("__", "."): value for name, value in rows.items()}), "N1")


def test_an_area_is_told_by_its_parts():
    parts = {"synthetic": 5.0, "direct": 4.0, "n_members": 7, "theta": 4.787, "mse": 0.04}
    lines = told(marts__area_power=[AREA], models__area_power_estimates=[parts])
    assert lines[1] == "A typical member could spend 120; with 80% probability 90 to 160."
    assert lines[3].startswith("Evidence: members who live there 30%, members of other areas 10%")
    assert (
        lines[4]
        == "On the way: covariates alone say 148; its 7 members spend 54.6; together 120, off by a factor of 1.22."
    )


def test_an_area_of_a_higher_level_has_no_way():
    assert not any(line.startswith("On the way") for line in told(marts__area_power=[AREA]))


def test_nothing_is_said_of_an_area_without_a_figure():
    assert told() == []
