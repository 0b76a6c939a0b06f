"""What offices publish: what can be computed from it is what is true, as exactly as it is rounded."""

import json
from datetime import date

import numpy as np
import pytest
import shapely


def content(country, path):
    return country.published[path][1]


def test_files_are_delivered_on_day_0_but_those_of_the_reform(country, world):
    days = {path: day for path, (day, _) in country.published.items()}
    assert days == {
        "office/areas/2025.geojson": 0,
        "office/areas/2025-reform.geojson": world.areas.reform_day,
        "office/changes/2025-reform.csv": world.areas.reform_day,
        "office/census/2024.csv": 0,
        "office/income/2024.csv": 0,
        "office/roads/2025.geojson": 0,
        "office/travel/2025.csv": 0,
        "portal/complexes/2025.csv": 0,
        "portal/listings/2025.csv": 0,
    }


@pytest.mark.parametrize(("path", "table"), [("2025", "areas"), ("2025-reform", "reformed")])
def test_areas_can_be_read_back_from_their_file(country, path, table):
    document = json.loads(json.dumps(content(country, f"office/areas/{path}.geojson")))
    areas = getattr(country, table).set_index("area_id")
    assert [feature["properties"]["area_id"] for feature in document["features"]] == areas.index.to_list()
    for feature in document["features"]:
        told = feature["properties"]
        true = areas.loc[told["area_id"]]
        assert shapely.geometry.shape(feature["geometry"]).equals(true["geometry"])
        assert (told["level"], told["name"], told["population"]) == (true["level"], true["name"], true["population"])
        assert set(json.loads(told["names"])) == set(true["names"].every())


def test_region_code_is_the_province(country):
    document = content(country, "office/areas/2025.geojson")
    told = {feature["properties"]["area_id"]: feature["properties"] for feature in document["features"]}
    for place in country.neighbourhoods.itertuples():
        for code in (place.area_id, place.district_id, place.province_id):
            assert told[code]["region_code"] == place.province_id
        assert told[place.region_id]["region_code"] is told[place.region_id]["parent_area_id"] is None


def test_the_census_counts_everybody_but_for_its_rounding(country, world):
    census, places = content(country, "office/census/2024.csv"), country.neighbourhoods.set_index("area_id")
    to, cells = world.census.rounded_to, 2 * 6 * 3 * 4
    assert (census["persons"] % to == 0).all()
    assert (census["persons"] > 0).all()
    off = census.groupby("area_id")["persons"].sum() - places["population"]
    # A cell that is rounded at random has a standard error of half the step at most, and no bias.
    error = np.sqrt(cells) * to / 2
    assert off.abs().max() < 5 * error
    assert abs(off.mean()) < 4 * error / np.sqrt(len(off))


@pytest.mark.parametrize(
    ("column", "value", "share"),
    [
        ("age_band", "25-34", "age_25-34"),
        ("housing", "social", "housing_social"),
        ("household_size", "4+", "household_4+"),
    ],
)
def test_the_census_shows_the_shares_of_a_neighbourhood(country, world, column, value, share):
    census, places = content(country, "office/census/2024.csv"), country.neighbourhoods.set_index("area_id")
    found = census[census[column] == value].groupby("area_id")["persons"].sum() / places["population"]
    sampling = np.sqrt(places[share] * (1 - places[share]) / places["population"])
    rounding = np.sqrt(2 * 6 * 3 * 4) * world.census.rounded_to / 2 / places["population"]
    assert ((found - places[share]).abs() < 5 * np.hypot(sampling, rounding)).all()


def test_published_incomes_are_what_people_earn_on_average(country, world):
    income, places = content(country, "office/income/2024.csv"), country.neighbourhoods
    assert set(income["area_id"]) == set(places[f"{world.income.published}_id"])
    assert (income["mean_income"] % world.income.rounded_to == 0).all()
    row = income.iloc[3]
    inside = places[places[f"{world.income.published}_id"] == row["area_id"]]
    rng = np.random.default_rng(1)
    people = np.repeat(inside["mean_log_income"].to_numpy(), inside["population"])
    earned = np.exp(people + world.income.within_sd * rng.standard_normal(len(people)))
    error = earned.std() / np.sqrt(len(earned)) + world.income.rounded_to / 2
    assert row["mean_income"] == pytest.approx(earned.mean(), abs=4 * error)


def test_travel_times_are_published_within_ninety_minutes(country):
    travel, places = content(country, "office/travel/2025.csv"), country.neighbourhoods
    at = {code: i for i, code in enumerate(places["area_id"])}
    true = country.minutes[travel["origin"].map(at), travel["destination"].map(at)]
    assert len(travel) == (country.minutes <= 90).sum() > len(places)
    assert travel["minutes"].to_numpy() == pytest.approx(true, abs=0.0501)


def test_travel_times_follow_from_the_roads_that_are_published(country):
    """The nearest place of each is reached by the road to it or faster."""
    at = {code: i for i, code in enumerate(country.neighbourhoods["area_id"])}
    roads = [feature["properties"] for feature in content(country, "office/roads/2025.geojson")["features"]]
    assert {road["class"] for road in roads} == {"highway", "street"}
    direct = np.full(country.minutes.shape, np.inf)
    for road in roads:
        direct[at[road["origin"]], at[road["destination"]]] = road["minutes"]
    direct = np.minimum(direct, direct.T)
    assert (country.minutes <= direct + 0.01).all()
    away = np.where(np.eye(len(at), dtype=bool), np.inf, country.minutes)
    assert away.min(axis=1) == pytest.approx(direct.min(axis=1), abs=0.01)


def test_complexes_stand_in_the_neighbourhood_that_they_name(country):
    built, areas = content(country, "portal/complexes/2025.csv"), country.areas
    shapes = areas[areas["level"] == "neighbourhood"].set_index(["region_code", "name"])["geometry"]
    where = shapes.loc[list(zip(built["province"], built["neighbourhood"], strict=True))].to_numpy()
    points = shapely.points(built["longitude"], built["latitude"])
    # Coordinates are rounded to 6 decimals, so a point may be that far outside.
    assert shapely.distance(where, points).max() < 2e-6
    assert built["complex_id"].is_unique
    assert built["year_built"].between(1965, date(2025, 1, 1).year - 1).all()
    assert (built["n_homes"] > 0).all()
