"""Incomes of areas by today's codes: the reform loses nobody."""

from dataclasses import replace

import pytest
from tests.simulate.coalition import DAYS

from gcrm.simulate.scene import Scene
from gcrm.simulate.truth.areas import coded, of_today


def test_areas_hold_the_people_of_the_country(scene):
    areas = of_today(scene, DAYS)
    places = scene.country.neighbourhoods
    assert areas["people"].sum() == pytest.approx(places["population"].sum())
    assert set(areas["area_id"]) == set(places["area_id"])
    richer = areas.set_index("area_id")["mean_relative_log_income"]
    expected = places.set_index("area_id")["mean_log_income"] + scene.world.members.income_bias
    assert (richer + scene.world.income.mean_log - expected).abs().max() < 1e-9


def test_after_the_reform_areas_have_their_new_codes_and_nobody_is_lost(scene):
    reform = scene.world.areas.reform_day
    before, after = (of_today(scene, day) for day in (reform - 1, reform))
    assert after["people"].sum() == pytest.approx(before["people"].sum())
    reformed = scene.country.reformed
    now = reformed[reformed["level"] == "neighbourhood"].set_index("area_id")
    assert set(after["area_id"]) == set(now.index) != set(before["area_id"])
    assert after.groupby("area_id")["people"].sum().to_dict() == pytest.approx(now["population"].to_dict())


def test_an_area_that_took_several_in_has_a_row_for_each(scene):
    after = of_today(scene, scene.world.areas.reform_day)
    assert (after["area_id"].value_counts() == 2).sum() == scene.world.areas.merged
    assert after["area_id"].value_counts().max() == 2


def test_halves_of_a_split_area_earn_what_the_whole_did(scene):
    places = scene.country.neighbourhoods
    split = places[places["new_area_ids"].map(len) == 2]
    halves = coded(split, True)
    assert len(halves) == 2 * len(split) > 0
    assert halves.groupby("x_km")["mean_log_income"].nunique().max() == 1
    assert halves.groupby("x_km")["people"].sum().to_dict() == pytest.approx(
        split.set_index("x_km")["population"].to_dict()
    )


def test_where_homes_are_dealt_at_random_no_area_is_richer(scene):
    dealt = replace(scene.world, members=replace(scene.world.members, homes_at_random=True))
    areas = of_today(Scene(dealt, scene.seed, scene.n_members), DAYS)
    assert areas["mean_relative_log_income"].std() < 1e-12
    usual = of_today(scene, DAYS)
    people = usual["people"] / usual["people"].sum()
    mean = (usual["mean_relative_log_income"] * people).sum()
    spread = (((usual["mean_relative_log_income"] - mean) ** 2 + usual["sd_log_income"] ** 2) * people).sum()
    assert areas["mean_relative_log_income"].iloc[0] == pytest.approx(mean)
    # Everybody's income varies as that of the whole country did.
    assert areas["sd_log_income"].iloc[0] ** 2 == pytest.approx(spread)
