"""Listings: the law behind the rents can be found again, and the truth tells what is wrong with which."""

import json

import numpy as np
import pytest

from gcrm.simulate.country.names import fold


@pytest.fixture(scope="module")
def listed(country):
    told = country.published["portal/listings/2025.csv"][1]
    true = country.truth_listings
    places = country.neighbourhoods.set_index("area_id")
    both = told.merge(true, on="listing_id", validate="one_to_one")
    assert len(both) == len(told) == len(true)
    return both.join(places[["mean_log_income", "province_id"]], on="area_id")


def test_rents_rise_with_income_by_the_elasticity(listed, world):
    """Least squares, without what is absurd or there twice, within 3 standard errors."""
    clean = listed[listed["kind_of_defect"] == ""]
    x = clean["mean_log_income"] - clean["mean_log_income"].mean()
    y = np.log(clean["rent"] / clean["size_m2"])
    slope = (x * y).sum() / (x**2).sum()
    residuals = y - y.mean() - slope * x
    error = np.sqrt((residuals**2).sum() / (len(x) - 2) / (x**2).sum())
    assert error < 0.02
    assert slope == pytest.approx(world.listings.elasticity, abs=3 * error)


def test_more_is_asked_than_is_paid(listed, world):
    clean = listed[listed["kind_of_defect"] == ""]
    over = np.log(clean["rent"] / clean["paid_rent"])
    assert over.mean() == pytest.approx(world.listings.asking_over_paid, abs=3 * over.std() / np.sqrt(len(over)))
    # Rents are whole numbers, so a small one may be rounded to less than is paid.
    assert (clean["rent"] > clean["paid_rent"] - 1).all()


def test_defects_are_as_many_as_asked_for(listed, world):
    asked, counts = world.listings, listed["kind_of_defect"].value_counts()
    n = asked.per_neighbourhood * world.areas.neighbourhoods
    assert counts.sum() - counts["duplicate"] == n
    absurd = counts["absurd_rent"] + counts["absurd_size"]
    assert absurd == pytest.approx(n * asked.absurd_rate, abs=4 * np.sqrt(n * asked.absurd_rate))
    assert counts["duplicate"] == pytest.approx(n * asked.duplicate_rate, abs=4 * np.sqrt(n * asked.duplicate_rate))


def test_what_is_absurd_is_told_as_such_and_nothing_else_is(listed):
    of = dict(iter(listed.groupby("kind_of_defect")))
    assert (of["absurd_size"]["size_m2"] == 0).all()
    rent, paid = of["absurd_rent"]["rent"], of["absurd_rent"]["paid_rent"]
    assert ((rent == 1) | (rent > 9.9 * paid)).all()
    assert (rent == 1).any()
    assert (rent > 1).any()
    for kind in ("", "duplicate"):
        assert (of[kind]["size_m2"] > 0).all()
        assert (of[kind]["rent"] / of[kind]["paid_rent"]).between(0.8, 2).all()


def test_a_duplicate_is_on_the_other_portal_at_about_the_same_rent(listed):
    home = ["area_id", "paid_rent", "latitude", "longitude", "size_m2"]
    second = listed[listed["kind_of_defect"] == "duplicate"]
    pairs = second.merge(listed[listed["kind_of_defect"] == ""], on=home, suffixes=("", "_first"))
    assert len(pairs) == len(second)
    assert (pairs["portal"] != pairs["portal_first"]).all()
    assert (pairs["listing_id"] != pairs["listing_id_first"]).all()
    assert (pairs["rent"] / pairs["rent_first"]).between(0.9, 1.1).all()
    assert (pairs["rent"] != pairs["rent_first"]).mean() > 0.5


def test_the_place_that_is_told_finds_the_area_by_what_the_office_publishes(country, listed):
    found = {}
    for feature in country.published["office/areas/2025.geojson"][1]["features"]:
        area = feature["properties"]
        if area["level"] == "neighbourhood":
            found |= {(area["region_code"], fold(name)): area["area_id"] for name in json.loads(area["names"])}
    keys = zip(listed["province"], listed["place"].map(fold), strict=True)
    assert [found[key] for key in keys] == listed["area_id"].to_list()
    assert (listed["province"] == listed["province_id"]).all()


def test_places_are_written_in_every_language_and_spelling(country, listed):
    names = country.areas.set_index("area_id")["names"][listed["area_id"]]
    told = listed["place"].to_numpy()
    for language in ("vi", "th", "ko", "pt"):
        assert np.mean([getattr(name, language) == place for name, place in zip(names, told, strict=True)]) > 0.15
    for way in range(3):
        assert np.mean([name.spellings[way] == place for name, place in zip(names, told, strict=True)]) > 0.04


def test_listings_were_seen_before_they_are_delivered(listed, world):
    assert listed["seen_on"].max() < world.start.isoformat()
