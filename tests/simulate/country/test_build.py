"""A country follows from its parameters and its seed, and from nothing else."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from gcrm.simulate.country import build


def texts(country):
    """Every file as it would be written, and every table."""
    files = {path: content for path, (_, content) in country.published.items()}
    tables = {name: getattr(country, name) for name in ("neighbourhoods", "areas", "reformed", "truth_listings")}
    return {
        name: told.to_csv() if isinstance(told, pd.DataFrame) else json.dumps(told)
        for name, told in {**files, **tables, "minutes": pd.DataFrame(country.minutes)}.items()
    }


@pytest.fixture(scope="module")
def first(country):
    return texts(country)


def test_the_same_seed_gives_the_same_country(world, first):
    assert texts(build(world, 7)) == first


def test_another_seed_gives_another_in_every_part(world, country, first):
    another = build(world, 8)
    other = texts(another)
    assert other.keys() == first.keys()
    assert [name for name in first if other[name] == first[name]] == []
    # Of some 300,000 possible names few are drawn twice.
    assert another.areas["name"].isin(country.areas["name"]).mean() < 0.2


def test_another_income_leaves_the_land_as_it_was(world, country):
    richer = build(replace(world, income=replace(world.income, mean_log=8.6)), 7)
    assert richer.areas["geometry"].to_list() == country.areas["geometry"].to_list()
    above = richer.neighbourhoods["mean_log_income"] - country.neighbourhoods["mean_log_income"]
    assert above.to_list() == pytest.approx([1.0] * len(above))


def test_a_small_country_is_built_too(world):
    few = replace(world.areas, regions=1, provinces=2, districts=3, neighbourhoods=12, merged=1, split=1)
    small = build(replace(world, areas=few, drop=replace(world.drop, region=1)), 3)
    assert len(small.neighbourhoods) == 12
    assert (small.reformed["level"] == "neighbourhood").sum() == 12
