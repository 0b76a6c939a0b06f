"""Where stores are, and that members choose them by size and distance as Huff's model says."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.simulate.likelihood import SIGMAS, near

from gcrm.simulate.brands import first
from gcrm.simulate.people.stores import QUARTER, QUARTERS, numbers, stores
from gcrm.simulate.scene import Scene

CELL = ["brand", "home", "quarter"]
MANY = 800_000  # members, for their stores to show rates


@pytest.fixture(scope="module")
def choices(kept):
    """Choices with what there is to know of each store, in the order in which they share the unit interval."""
    shops = kept.frame("stores").set_index("store_id")
    found = kept.frame("choices").sort_values([*CELL, "low"], ignore_index=True)
    about = shops.loc[found["store_id"], ["home", "size", "quarter"]].reset_index(drop=True)
    minutes = kept.scene.country.minutes[found["home"], about["home"].astype(int)]
    return found.assign(minutes=minutes, size=about["size"], opens=about["quarter"])


@pytest.fixture(scope="module")
def walked(kept):
    """Visits to shops, not online, with their quarter."""
    shops = [brand.index for brand in kept.scene.brands if not brand.business.online]
    seen = kept.frame("visits")
    seen = seen[seen["brand"].isin(shops)]
    return seen.assign(quarter=np.minimum(seen["day"] // QUARTER, QUARTERS - 1))


def newton(x, n, cell):
    """Parameters of a conditional logit and their standard errors; `n` choices of each row within its `cell`."""
    total = np.bincount(cell, weights=n)
    b = np.zeros(x.shape[1])
    for _ in range(25):
        weight = np.exp(x @ b)
        p = weight / np.bincount(cell, weights=weight)[cell]
        middle = np.column_stack([np.bincount(cell, weights=p * column) for column in x.T])[cell]
        gradient = x.T @ (n - p * total[cell])
        information = ((x - middle) * (p * total[cell])[:, None]).T @ (x - middle)
        b = b + np.linalg.solve(information, gradient)
    assert np.abs(gradient).max() < 1e-3
    return b, np.sqrt(np.diag(np.linalg.inv(information)))


def test_huffs_attraction_and_friction_are_found_in_visits(kept, choices, walked):
    huff = kept.scene.world.huff
    n = walked.groupby([*CELL, "store_id"]).size().rename("n").reset_index()
    rows = choices.merge(n, on=[*CELL, "store_id"], how="left").fillna({"n": 0})
    assert rows["n"].sum() == walked["store_id"].notna().sum()
    cell = rows.groupby(CELL, sort=False).ngroup().to_numpy()
    x = np.column_stack([np.log(rows["size"]), -np.log(rows["minutes"])])
    found, errors = newton(x, rows["n"].to_numpy(), cell)
    assert (np.abs(found - [huff.attraction, huff.friction]) < SIGMAS * errors).all()


def test_choices_share_the_unit_interval_without_gaps(choices):
    starts = ~choices.duplicated(CELL)
    ends = ~choices.duplicated(CELL, keep="last")
    assert (choices.loc[starts, "low"] == 0).all()
    assert (choices.loc[ends, "high"] == 1).all()
    assert (choices["low"].to_numpy()[1:][~starts[1:]] == choices["high"].to_numpy()[:-1][~ends[:-1]]).all()
    assert (choices["low"] < choices["high"]).all()


def test_choices_are_the_nearest_stores_within_reach(kept, choices):
    huff = kept.scene.world.huff
    assert choices["minutes"].max() <= huff.within_minutes
    assert choices.groupby(CELL).size().max() <= huff.nearest


def test_nobody_chooses_a_store_before_it_opens(kept, choices, walked):
    assert (choices["opens"] <= choices["quarter"]).all()
    assert set(choices.query("opens > 0")["store_id"]) == set(kept.frame("stores").query("quarter > 0")["store_id"])
    opens = walked["store_id"].map(kept.frame("stores").set_index("store_id")["quarter"])
    assert (walked["day"] >= opens * QUARTER)[walked["store_id"].notna()].all()


def test_every_visit_is_to_a_store(kept):
    assert kept.frame("visits")["store_id"].notna().all()


def test_visits_online_are_to_the_one_store_there_is(kept):
    shops = kept.frame("stores").set_index("brand")
    for brand in (brand for brand in kept.scene.brands if brand.business.online):
        mine, seen = shops.loc[[brand.index]], kept.frame("visits")
        assert set(seen.loc[seen["brand"] == brand.index, "store_id"]) == set(mine["store_id"])
        assert mine["home"].isna().all()


@pytest.fixture(scope="module")
def many(kept):
    scene = Scene(kept.scene.world, kept.scene.seed, MANY)
    return scene, stores(kept.spark, scene).toPandas()


def test_stores_are_as_many_as_members_need(many, kept):
    scene, shops = many
    assert shops["store"].to_list() == list(range(len(shops)))
    assert shops["store_id"].is_unique
    assert shops.groupby("brand").size().to_list() == numbers(scene)
    chains = [brand for brand in scene.brands if not brand.business.online]
    n = shops["brand"].value_counts().loc[[brand.index for brand in chains]].to_numpy()
    wanted = scene.world.partners.stores_per_1000_members * MANY / 1000
    shares = np.sqrt([brand.a_week for brand in chains])
    assert (np.abs(n - wanted * shares / shares.sum()) <= 0.5).all()
    # In a small coalition every chain has some.
    assert kept.frame("stores").query("home == home").groupby("brand").size().min() >= 4


def test_new_stores_sizes_and_homes_are_as_configured(many):
    scene, shops = many
    inside = shops.query("home == home")
    share = scene.world.partners.new_store_share
    assert near((inside["quarter"] > 0).mean(), share, np.sqrt(share * (1 - share) / len(inside)))
    assert set(inside["quarter"]) == set(range(QUARTERS))
    places = scene.country.neighbourhoods
    drawn = pd.Series(places["urbanity"].to_numpy()[inside["home"].astype(int)])
    by_people = np.average(places["urbanity"], weights=places["population"])
    assert drawn.mean() > by_people + SIGMAS * drawn.std() / np.sqrt(len(drawn))


def test_the_rival_opens_in_the_largest_neighbourhood_of_the_region(kept):
    drop, places = kept.scene.world.drop, kept.scene.country.neighbourhoods
    largest = places[places["region"] == drop.region]["population"].idxmax()
    rival = first(kept.scene.brands, drop.rival).index
    shops = kept.frame("stores")
    chain = shops[shops["brand"] == rival]
    opened = chain[(chain["home"] == largest) & (chain["quarter"] == drop.quarter)]
    assert opened["size"].max() > chain["size"].median()


def test_nothing_opens_where_the_world_says_so(kept):
    partners = replace(kept.scene.world.partners, new_store_share=0.0)
    scene = Scene(replace(kept.scene.world, partners=partners), kept.scene.seed, kept.scene.n_members)
    opened = stores(kept.spark, scene).filter("quarter > 0").toPandas()
    assert opened["brand"].to_list() == [first(scene.brands, scene.world.drop.rival).index]
