"""Small files beside those of the tills: when each comes, how it is read, and what the truth says of the whole."""

import io
import json

import pandas as pd
import pytest
from tests.simulate.coalition import delivered

from gcrm.simulate.brands import catalogue
from gcrm.simulate.files.dirt import EXPECTED
from gcrm.simulate.files.published import small_files, true_files


@pytest.fixture(scope="module")
def small(scene):
    return small_files(scene)


@pytest.fixture(scope="module")
def true(scene):
    return true_files(scene)


def read(content):
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)


def test_all_come_on_the_first_day_but_those_of_the_reform(small, scene):
    days = {path: day for path, (day, _) in small.items()}
    late = {path for path, day in days.items() if day}
    assert late == {path for path in days if "reform" in path}
    assert {days[path] for path in late} == {scene.world.areas.reform_day}
    assert {path.split("/")[0] for path in days} == {"office", "portal", "programme"}


def test_the_programme_names_each_partner_with_its_line_and_system(small, scene):
    _, content = small[f"programme/partners/{scene.world.start.year}.csv"]
    told = read(content)
    assert list(told.columns) == ["Partner ID", "Name", "Line", "System", "Joined On"]
    found = told.set_index("Partner ID")[["Name", "Line", "System"]].to_dict("index")
    assert found == {
        brand.partner_id: {"Name": brand.name, "Line": brand.line, "System": brand.business.system}
        for brand in scene.brands
    }


def test_every_article_of_the_catalogue_is_listed_with_its_price(small, scene):
    _, content = small[f"programme/articles/{scene.world.start.year}.csv"]
    told = read(content)
    wanted = catalogue(scene.world)
    assert told["article"].to_list() == wanted["article"].to_list(), "leading zeros stand"
    assert told["list_price"].astype(float).to_list() == wanted["list_price"].to_list()


def test_files_are_text_in_utf_8_that_ends_with_a_line(small):
    for path, (_, content) in small.items():
        text = content.decode()
        assert text.endswith("\n"), path
        assert "\r" not in text, path
        if path.endswith("json"):
            assert json.loads(text)["type"] == "FeatureCollection"
            assert "\\u" not in text, "names are written as they are spelt"
        else:
            assert len(read(content)) == text.count("\n") - 1 > 0


def test_the_truth_says_what_must_become_of_every_kind_of_defect(true):
    told = json.loads(true["expected.json"])
    assert {kind: (one["becomes"], one["because"]) for kind, one in told.items()} == EXPECTED


def test_the_truth_holds_every_parameter_and_the_country(true, scene):
    told = json.loads(true["world.json"])
    assert told["income"]["area_sd"] == scene.world.income.area_sd
    assert told["posts"]["trends"][0]["name"] == scene.world.posts.trends[0].name
    assert told["start"] == scene.world.start.isoformat()
    places = pd.read_parquet(io.BytesIO(true["neighbourhoods.parquet"]))
    assert places["home"].to_list() == [*range(scene.world.areas.neighbourhoods)]
    assert places["mean_log_income"].to_list() == scene.country.neighbourhoods["mean_log_income"].to_list()
    listings = pd.read_parquet(io.BytesIO(true["listings.parquet"]))
    assert len(listings) == len(scene.country.truth_listings)


def test_all_that_lies_in_the_truth_is_told_of_in_its_readme(zone):
    """So that who finds the folder knows what each table of it is."""
    readme = (zone / "truth" / "README.md").read_text()
    there = {path.name.removesuffix(".parquet") for path in (zone / "truth").iterdir()} - {"README.md"}
    assert {name for name in there if f"`{name}" not in readme} == set()
    assert "truth/README.md" not in delivered(zone)
