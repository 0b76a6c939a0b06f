"""Posts are the same however they are made, as many as configured, and take up trends as early adopters do."""

import math

import pytest
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F
from tests.simulate.streams.posts.made_up import BRANDS, DRAWS, NAMES, N, within

from gcrm.simulate.draws import Draws
from gcrm.simulate.parameters import World
from gcrm.simulate.streams.posts.writing import EARLY_SHARE, adoption, is_author, mean_sentiment, posts


def test_partitions_change_nothing(members: DataFrame, world: World) -> None:
    one, seven = (posts(members.repartition(n), world.posts, world, DRAWS, 217, 224, BRANDS).collect() for n in (1, 7))
    assert any(post.is_bot for post in one)
    assert len(set(one)) == len(one)
    assert set(one) == set(seven)


@pytest.mark.parametrize("cut", [7, 4])
def test_two_ranges_of_days_are_the_range_of_both(members: DataFrame, world: World, cut: int) -> None:
    start = 217  # of bots' posts as well, from day 220
    whole, before, after = (
        set(posts(members, world.posts, world, DRAWS, start + low, start + high, BRANDS).collect())
        for low, high in ((0, 14), (0, cut), (cut, 14))
    )
    assert before
    assert after
    assert before | after == whole
    assert not before & after
    assert {post.day for post in whole} == set(range(start, start + 14))


def test_another_seed_makes_other_posts(members: DataFrame, world: World) -> None:
    one, other = (
        posts(members, world.posts, world, Draws(seed), 0, 7, BRANDS).select("text").collect() for seed in (1, 2)
    )
    assert set(one) != set(other)


def test_a_post_is_known_by_its_id_and_an_account_by_its_member(year: list[Row]) -> None:
    assert len({post.post_id for post in year}) == len(year)
    accounts = {(post.account, post.member) for post in year}
    assert len({account for account, _ in accounts}) == len(accounts)
    assert all(0 <= post.second < 86400 and post.channel in ("blog", "sns") for post in year)


def test_nobody_writes_before_joining(by_members: list[Row]) -> None:
    late = [post for post in by_members if post.member % 10 == 9]
    assert late
    assert min(post.day for post in late) >= 200


def test_authors_and_their_posts_are_as_many_as_the_parameters_say(
    members: DataFrame, by_members: list[Row], world: World
) -> None:
    authors = {row.member for row in members.filter(is_author(DRAWS, world.posts)).collect()}
    assert {post.member for post in by_members} <= authors
    assert within(len(authors) / N, world.posts.authors, N)
    from_start = sum(member % 10 != 9 for member in authors)
    expected = from_start * 52 * world.posts.a_week
    found = sum(post.member % 10 != 9 for post in by_members)
    assert abs(found - expected) < 3 * math.sqrt(expected)


@pytest.mark.parametrize("flag", ["spam", "personal", "misspelt"])
def test_flags_are_as_frequent_as_the_parameters_say(by_members: list[Row], world: World, flag: str) -> None:
    name = "has_personal" if flag == "personal" else f"is_{flag}"
    found = sum(post[name] for post in by_members) / len(by_members)
    assert within(found, getattr(world.posts, f"{flag}_rate"), len(by_members))


@pytest.mark.parametrize("k", range(3))
def test_trends_rise_to_their_peak(by_members: list[Row], early: set[int], world: World, k: int) -> None:
    trend = world.posts.trends[k]
    others = [post for post in by_members if post.member not in early]
    before = [post for post in others if post.day < trend.day - 60]
    after = [post for post in others if post.day > trend.day + 60]
    assert sum(post.trend == trend.name for post in before) / len(before) < 0.2 * trend.peak
    assert within(sum(post.trend == trend.name for post in after) / len(after), trend.peak, len(after))


def test_the_same_few_take_up_every_trend_first(by_members: list[Row], early: set[int], world: World) -> None:
    assert within(len(early) / N, EARLY_SHARE, N)
    for trend in world.posts.trends:
        rising = [post for post in by_members if trend.day - 30 <= post.day < trend.day]
        by_early, by_others = (
            [post.trend == trend.name for post in rising if (post.member in early) == is_early]
            for is_early in (True, False)
        )
        assert sum(by_early) / len(by_early) > 3 * sum(by_others) / len(by_others)


def test_early_adopters_are_a_month_ahead_and_twice_as_many(spark: SparkSession, world: World) -> None:
    trend = world.posts.trends[0]
    days = spark.range(300).select(
        adoption(trend, F.col("id") + 30, F.lit(False)).alias("others"),
        adoption(trend, F.col("id"), F.lit(True)).alias("early"),
    )
    assert all(math.isclose(row.early, 2 * row.others) for row in days.collect())


def test_the_bought_trend_is_the_bots_and_theirs_alone(year: list[Row], world: World) -> None:
    bought = world.posts.bought_trend
    bots = [post for post in year if post.is_bot]
    assert {post.post_id for post in year if bought.name in post.text} == {post.post_id for post in bots}
    assert {(post.member, post.partner, post.topic) for post in bots} == {(None, None, None)}
    assert {post.day for post in bots} <= set(range(bought.day, bought.day + bought.days))
    n_bots = math.ceil(bought.bots * N)
    assert len({post.account for post in bots}) == n_bots
    assert abs(len(bots) - n_bots * bought.days) < 3 * math.sqrt(n_bots * bought.days)


def test_brands_are_thought_of_as_was_drawn(spark: SparkSession, by_members: list[Row]) -> None:
    partners = spark.createDataFrame([(partner,) for partner in NAMES], "partner int")
    means = {row.partner: row.mean for row in partners.select("partner", mean_sentiment(DRAWS).alias("mean")).collect()}
    assert max(means.values()) - min(means.values()) > 0.1
    for partner, mean in means.items():
        said = [post.sentiment for post in by_members if post.partner == partner]
        assert abs(sum(said) / len(said) - mean) < 3 * math.sqrt((0.7 - mean**2) / len(said))


def test_no_bots_where_there_are_no_members(members: DataFrame, world: World) -> None:
    assert posts(members.limit(0), world.posts, world, DRAWS, 0, 364, BRANDS).count() == 0
