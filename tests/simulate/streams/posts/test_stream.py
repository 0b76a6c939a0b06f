"""Posts as delivered: accounts without their owners, a file a week; who wrote and meant what is in the truth alone."""

import json

import numpy as np
import pytest
from tests.simulate.coalition import told, true, true_frame
from tests.simulate.likelihood import near

from gcrm.core.testing import same
from gcrm.simulate.streams.posts.stream import written


@pytest.fixture(scope="module")
def delivered(zone):
    return told(zone, "social/*.jsonl").set_index("post_id")


@pytest.fixture(scope="module")
def meant(zone):
    return true_frame(zone, "posts").set_index("post_id")


def test_names_and_account_owners_stand_in_no_post(zone):
    owners = {row["account"]: row["member"] for row in true(zone, "posts")}
    columns = {"post_id", "account", "channel", "posted_at", "language", "place", "brand", "stars", "text"}
    read_back = [json.loads(line) for path in zone.glob("social/*.jsonl") for line in path.read_text().splitlines()]
    assert read_back
    assert {frozenset(post) for post in read_back} == {frozenset(columns)}
    assert {post["account"] for post in read_back} == set(owners)


def test_each_post_of_the_truth_is_delivered_once_as_it_was_written(delivered, meant, scene):
    assert delivered.index.is_unique
    assert set(delivered.index) == set(meant.index)
    true_ones = meant.loc[delivered.index]
    for name in ("account", "channel", "text"):
        assert (delivered[name] == true_ones[name]).all(), name
    partners = [None if np.isnan(brand) else scene.brands[int(brand)].partner_id for brand in true_ones["partner"]]
    assert delivered["brand"].astype(object).where(delivered["brand"].notna(), None).to_list() == partners


def test_as_many_say_where_they_are_as_configured(delivered, meant, scene):
    places = meant["place"].loc[delivered.index]
    rate = scene.world.posts.tells_place_rate
    says = delivered["place"].notna()
    assert near(says.mean(), rate, np.sqrt(rate * (1 - rate) / len(delivered)))
    assert (delivered["place"][says] == places[says]).all()


def test_channels_tell_languages_and_stars_as_often_and_as_well_as_configured(delivered, meant, scene):
    given, own = scene.world.posts, meant.loc[delivered.index]
    untold, n = delivered["language"].isna(), len(delivered)
    for rate, found in (
        (given.language_untold_rate, untold),
        (given.language_wrong_rate, ~untold & (delivered["language"] != own["language"])),
    ):
        assert near(found.mean(), rate, np.sqrt(rate * (1 - rate) / n))
    stars, about = delivered["stars"], own["partner"].notna()
    assert stars[~about].isna().all()
    assert near(stars[about].notna().mean(), given.rated_rate, np.sqrt(0.24 / about.sum()))
    side = np.sign(stars[stars.notna()].astype(int) - 3)
    odd = 0.8 * given.odd_stars_rate
    assert (side == own["sentiment"][stars.notna()]).mean() > 1 - 2 * odd - 0.01


def test_whoever_writes_is_an_author_and_lives_where_the_post_says(zone, meant, scene):
    authors = true_frame(zone, "authors").set_index("member")
    members = true_frame(zone, "members").set_index("member")
    rate = scene.world.posts.authors
    assert near(len(authors) / scene.n_members, rate, np.sqrt(rate * (1 - rate) / scene.n_members))
    assert 0 < authors["is_early_adopter"].sum() < len(authors)
    assert set(meant["member"].dropna()) <= set(authors.index)
    by_members = meant.dropna(subset="member")
    homes = scene.country.neighbourhoods["area_id"].iloc[members.loc[by_members["member"], "home"]]
    areas = scene.country.areas.set_index("area_id").loc[homes, "names"]
    called = [getattr(names, language) for names, language in zip(areas, by_members["language"], strict=True)]
    assert by_members["place"].to_list() == called


def test_a_post_lies_in_the_file_of_its_week_by_time(zone, delivered, scene):
    posted, file = (np.array(delivered[name].str[:10], "datetime64[D]") for name in ("posted_at", "file_date"))
    assert set((file - posted).astype(int)) == set(range(7))
    assert set((file - np.datetime64(scene.world.start)).astype(int) % 7) == {6}
    for path in zone.glob("social/*.jsonl"):
        times = [json.loads(line)["posted_at"] for line in path.read_text().splitlines()]
        assert times == sorted(times), path


def test_a_week_is_the_same_whatever_range_it_is_made_in(spark, zone, scene, meant):
    """A week that a range cuts is of the range in which it ends."""
    members = spark.read.parquet(str(zone / "truth" / "members"))
    one = written(members, scene, scene.world.posts, 17, 24).select("post_id", "day", "delivery", "text")
    wanted = meant[meant["delivery"] == 20].reset_index()
    same(one, wanted[["post_id", "day", "delivery", "text"]].itertuples(index=False, name=None))
    assert set(wanted["day"]) == set(range(14, 21))
