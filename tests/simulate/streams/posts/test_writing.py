"""Posts are the same however they are made, and what is true of them is to be read in them."""

import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F

from gcrm.silver.masking import masked
from gcrm.simulate.draws import Draws
from gcrm.simulate.parameters import LANGUAGES, World
from gcrm.simulate.streams.posts.writing import (
    EARLY_SHARE,
    adoption,
    is_author,
    is_early_adopter,
    mean_sentiment,
    posts,
)
from gcrm.simulate.words import SENTIMENTS, TOPICS, brand_names, emoji, urls, writing
from gcrm.simulate.world import load

CONF = Path(__file__).resolve().parents[4] / "conf"
LINES = ("grocer", "cafe", "fuel", "airline")
# Partners' numbers have holes, so that none is taken for a place in the list.
BRANDS = [(10 * i, brand_names()[line][0], line) for i, line in enumerate(LINES)]
NAMES = {partner: name for partner, name, _ in BRANDS}
DRAWS = Draws(11)
N = 1000
SCRIPTS = {
    "th": "[\u0e00-\u0e7f]",
    "ko": "[\uac00-\ud7a3]",
    "vi": "[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]",
}


@pytest.fixture(scope="module")
def world() -> World:
    """More authors, who write more, than in the world as it stands: a small sample must tell rates apart."""
    sets = ["posts.authors=0.5", "posts.a_week=0.4", "posts.spam_rate=0.1", "posts.personal_rate=0.2"]
    return load(CONF, [*sets, "posts.misspelt_rate=0.2"])


@pytest.fixture(scope="module")
def members(spark: SparkSession) -> DataFrame:
    language = F.get(F.split(F.lit(",".join(LANGUAGES)), ","), (F.col("id") % 5).cast("int"))
    joined = F.when(F.col("id") % 10 == 9, 200).otherwise(0)
    return spark.range(N).select(
        F.col("id").alias("member"),
        language.alias("language"),
        F.lit(0).alias("archetype"),
        F.lit(0).alias("home"),
        joined.alias("joined_day"),
        F.lit("Hanwell").alias("place"),
    )


@pytest.fixture(scope="module")
def year(members: DataFrame, world: World) -> list[Row]:
    return posts(members, world.posts, world, DRAWS, 0, 364, BRANDS).collect()


@pytest.fixture(scope="module")
def by_members(year: list[Row]) -> list[Row]:
    return [post for post in year if not post.is_bot]


@pytest.fixture(scope="module")
def early(members: DataFrame) -> set[int]:
    return {row.member for row in members.filter(is_early_adopter(DRAWS)).collect()}


def within(found: float, rate: float, n: float) -> bool:
    return abs(found - rate) < 3 * math.sqrt(rate * (1 - rate) / n)


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


def test_contact_data_is_where_it_is_said_to_be_and_nowhere_else(members: DataFrame, world: World) -> None:
    made = posts(members, world.posts, world, DRAWS, 0, 140, BRANDS)
    found = F.regexp_extract(masked(F.col("text")), r"\[(email|phone|number|document)\]", 1).alias("found")
    seen = {
        (row.language, row.has_personal, row.found) for row in made.select("language", "has_personal", found).collect()
    }
    whole = {(language, True, kind) for language in LANGUAGES for kind in ("email", "phone")}
    assert seen == whole | {(language, False, "") for language in LANGUAGES}


def test_contact_data_is_made_up(by_members: list[Row]) -> None:
    texts = [post.text for post in by_members if post.has_personal]
    assert sum("@" in text for text in texts) > len(texts) / 2
    assert all("@example.org" in text for text in texts if "@" in text)


def test_spam_leads_to_a_made_up_address_and_nothing_else_does(year: list[Row]) -> None:
    assert [post for post in year if any(url in post.text for url in urls()) != post.is_spam] == []


def test_brands_and_places_stand_in_the_text(by_members: list[Row]) -> None:
    for post in by_members:
        assert [partner for partner, name in NAMES.items() if name in post.text] == (
            [] if post.partner is None else [post.partner]
        )
        assert "{" not in post.text
        assert "  " not in post.text
    assert any(post.place in post.text for post in by_members)
    told = [post for post in by_members if not post.is_spam]
    assert within(sum(post.partner is not None for post in told) / len(told), 0.85, len(told))


def test_sentiment_and_topic_are_those_of_the_sentence(year: list[Row]) -> None:
    starts = {
        (language, sentiment - 1, topic): [
            sentence.split("{")[0] for sentence in writing()[language].sentences[name][topic]
        ]
        for language in LANGUAGES
        for sentiment, name in enumerate(SENTIMENTS)
        for topic in TOPICS
    }
    plain = [post for post in year if post.topic and not post.is_misspelt and not post.trend]
    assert {(post.language, post.sentiment, post.topic) for post in plain} == set(starts)
    for post in plain:
        assert any(post.text.startswith(start) for start in starts[post.language, post.sentiment, post.topic]), (
            post.text
        )
    assert all((post.topic is None) == (post.is_spam or post.is_bot) for post in year)


def test_emoji_agree_with_the_sentiment_and_most_posts_have_hashtags(year: list[Row]) -> None:
    signs = {name: set(signs) for name, signs in emoji().items()}
    for post in year:
        shown = {name for name in SENTIMENTS if any(sign in post.text for sign in signs[name])}
        assert shown <= {SENTIMENTS[post.sentiment + 1]}
    assert sum("#" in post.text for post in year) > 0.6 * len(year)


def test_misspelt_texts_are_the_right_ones_with_two_letters_swapped(members: DataFrame, world: World) -> None:
    def texts(rate: float) -> dict[str, Row]:
        given = replace(world.posts, misspelt_rate=rate)
        return {post.post_id: post for post in posts(members, given, world, DRAWS, 0, 56, BRANDS).collect()}

    right, some, wrong = texts(0.0), texts(0.3), texts(1.0)
    assert right.keys() == some.keys() == wrong.keys()
    for post_id, post in right.items():
        assert some[post_id].text == (wrong if some[post_id].is_misspelt else right)[post_id].text
        pairs = list(zip(post.text, wrong[post_id].text, strict=True))
        at = [i for i, (a, b) in enumerate(pairs) if a != b]
        assert at == [at[0], at[0] + 1], post.text
        assert pairs[at[0]] == pairs[at[1]][::-1]


def test_texts_are_in_the_script_of_their_language(year: list[Row]) -> None:
    for language in LANGUAGES:
        texts = [post.text for post in year if post.language == language and post.topic]
        shares = {
            name: sum(bool(re.search(script, text)) for text in texts) / len(texts) for name, script in SCRIPTS.items()
        }
        assert {name for name, share in shares.items() if share > 0} == {language} & SCRIPTS.keys()
        assert shares.get(language, 1.0) > 0.99
    portuguese = [post.text for post in year if post.language == "pt" and post.topic]
    assert sum(bool(re.search("[ãõçáéíóú]", text)) for text in portuguese) > 0.5 * len(portuguese)


def test_a_trend_is_named_where_it_is_meant_only(year: list[Row], world: World) -> None:
    names = [trend.name for trend in world.posts.trends] + [world.posts.bought_trend.name]
    for post in year:
        assert [name for name in names if name in post.text] == ([post.trend] if post.trend else [])


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
