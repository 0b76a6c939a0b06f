"""What members write in blogs and on SNS, day by day, with the truth about each post; and what bots are paid to write.

A post is identified by who wrote it (`who`: a member, or below 0 a bot), its `block` (a week; for a bot a day) and its
number `n` in it, and every draw is made of these three. So posts of a range of days are the same whatever else is made.
"""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.draws import Draws, at, constant, number, pick, poisson
from gcrm.simulate.parameters import LANGUAGES, WEEK, World
from gcrm.simulate.streams.posts.parameters import Posts, Trend
from gcrm.simulate.streams.posts.texts import Brands, written
from gcrm.simulate.words import TOPICS

EARLY_SHARE, EARLY_DAYS, EARLY_FACTOR = 0.1, 30, 2.0
ABOUT_A_BRAND, BLOGS, NEUTRAL = 0.85, 0.35, 0.3
POST = ("who", "block", "n")
_FRAME = (*POST, "language", "place", "day")


def posts(
    members: DataFrame, given: Posts, world: World, draws: Draws, from_day: int, to_day: int, brands: Brands
) -> DataFrame:
    """One row per post of from_day <= day < to_day.

    `members`: member, language, joined_day, place. Brands are (partner, name, line of business). Besides the post
    (post_id, member, account, channel, day, second, language, place, partner, text) a row holds what is true of it:
    sentiment (-1, 0, 1), topic and trend (null for none), is_spam, is_bot, has_personal, is_misspelt, names_place
    (whether the place stands in the text), is_name_misspelt.
    """
    every = _by_members(members, given, draws, from_day, to_day)
    first, last = max(from_day, given.bought_trend.day), min(to_day, _bought_until(given))
    if first < last:
        every = every.unionByName(_by_bots(members, given, world, draws, first, last))
    text = written(_meant(every, given, world, draws, brands), world, draws, brands, POST)
    account = F.concat(
        F.lit("u"), F.lower(F.lpad(F.hex(F.xxhash64(F.lit(number(draws.seed, "account")), "who")), 16, "0"))
    )
    return text.withColumn("account", account).select(
        F.concat_ws("-", "account", F.col("day").cast("string"), F.col("n").cast("string")).alias("post_id"),
        F.when(~F.col("is_bot"), F.col("who")).alias("member"),
        *("account", "channel", "day", "second", "language", "place", "partner", "text"),
        *("sentiment", "topic", "trend", "is_spam", "is_bot", "has_personal", "is_misspelt"),
        *("names_place", "is_name_misspelt"),
    )


def is_author(draws: Draws, given: Posts) -> Column:
    """Whether a `member` writes at all."""
    return draws.uniform("author", "member") < given.authors


def is_early_adopter(draws: Draws) -> Column:
    """Whether a `member` is among those who take up every true trend first."""
    return draws.uniform("early adopter", "member") < EARLY_SHARE


def mean_sentiment(draws: Draws) -> Column:
    """What is truly thought of a `partner`: the mean sentiment of posts about it, from -0.4 to 0.6."""
    return draws.uniform("brand sentiment", "partner") - 0.4


def adoption(trend: Trend, day: Column, is_early: Column) -> Column:
    """The probability that a post of a day mentions a trend (logistic growth: Rogers 2003).

    >>> frame = spark.sql("SELECT 120 AS day")
    >>> curve = adoption(Trend("t", day=120, steepness=0.1, peak=0.2), F.col("day"), F.lit(False))
    >>> frame.select(curve.alias("p")).first().p
    0.1
    """
    since = day - trend.day + F.when(is_early, EARLY_DAYS).otherwise(0)
    peak = trend.peak * F.when(is_early, EARLY_FACTOR).otherwise(1.0)
    return peak / (1 + F.exp(-trend.steepness * since))


def _by_members(members: DataFrame, given: Posts, draws: Draws, from_day: int, to_day: int) -> DataFrame:
    blocks = F.sequence(F.lit(from_day // WEEK), F.lit((to_day - 1) // WEEK))
    authors = members.filter(is_author(draws, given)).select(
        F.col("member").alias("who"), "language", "place", "joined_day", is_early_adopter(draws).alias("is_early")
    )
    made = _numbered(authors.withColumn("block", F.explode(blocks)), draws, "posts", given.a_week)
    day = F.col("block") * WEEK + F.floor(draws.uniform("post day", *POST) * WEEK).cast("int")
    dated = made.withColumn("day", day).filter(F.col("day").between(from_day, to_day - 1))
    told = dated.filter(F.col("day") >= F.col("joined_day")).withColumn("draw", draws.uniform("trend", *POST))
    return told.select(*_FRAME, _trend(given).alias("trend"), F.lit(False).alias("is_bot"))


def _trend(given: Posts) -> Column:
    """Stretches of the unit interval one after another, so that each trend keeps its probability."""
    chosen, high = F.lit(None).cast("string"), F.lit(0.0)
    for trend in given.trends:
        high = high + adoption(trend, F.col("day"), F.col("is_early"))
        chosen = F.coalesce(chosen, F.when(F.col("draw") < high, trend.name))
    return chosen


def _by_bots(members: DataFrame, given: Posts, world: World, draws: Draws, from_day: int, to_day: int) -> DataFrame:
    bought = given.bought_trend
    bots = members.agg(F.ceil(F.count("*") * bought.bots).alias("bots")).filter("bots > 0")
    ids = bots.select(F.explode(F.sequence(-F.col("bots"), F.lit(-1).cast("bigint"))).alias("who"))
    shares = [world.languages[language] for language in LANGUAGES]
    accounts = ids.select("who", pick(draws.uniform("bot language", "who"), shares, LANGUAGES).alias("language"))
    days = F.explode(F.sequence(F.lit(from_day), F.lit(to_day - 1)))
    made = _numbered(accounts.withColumn("block", days), draws, "bot posts", 1.0)
    nowhere = made.withColumns({"place": F.lit(None).cast("string"), "day": F.col("block")})
    return nowhere.select(*_FRAME, F.lit(bought.name).alias("trend"), F.lit(True).alias("is_bot"))


def _bought_until(given: Posts) -> int:
    return given.bought_trend.day + given.bought_trend.days


def _numbered(blocks: DataFrame, draws: Draws, purpose: str, mean: float) -> DataFrame:
    """A row for each post of a `who` in a `block`, numbered `n` from 1."""
    drawn = blocks.withColumn("draw", draws.uniform(purpose, "who", "block"))
    counted = drawn.withColumn("count", poisson(F.col("draw"), F.lit(mean))).filter(F.col("count") > 0)
    return counted.withColumn("n", F.explode(F.sequence(F.lit(1), "count"))).drop("draw", "count")


def _meant(posts: DataFrame, given: Posts, world: World, draws: Draws, brands: Brands) -> DataFrame:
    """When and where each post stands, what it is about and what it thinks of that; `brand` is a place in `brands`."""

    def chance(purpose: str, rate: float) -> Column:
        return ~F.col("is_bot") & (draws.uniform(purpose, *POST) < rate)

    known = posts.withColumns(
        {
            "is_spam": chance("spam", given.spam_rate),
            "has_personal": chance("personal", given.personal_rate),
            "is_misspelt": chance("misspelt", given.misspelt_rate),
            "channel": pick(draws.uniform("channel", *POST), [BLOGS, 1 - BLOGS], ["blog", "sns"]),
            "hour": pick(draws.uniform("hour", *POST), world.hours["late"]),
            "draw": draws.uniform("sentiment", *POST),
        }
    )
    says = ~F.col("is_bot") & ~F.col("is_spam")
    about = says & chance("about a brand", ABOUT_A_BRAND)
    position = F.floor(draws.uniform("brand", *POST) * len(brands)).cast("int")
    placed = known.withColumn("brand", F.when(about, position))
    partner = at(constant([partner for partner, _, _ in brands]), F.col("brand"))
    topic = pick(draws.uniform("topic", *POST), [1] * len(TOPICS), TOPICS)
    return placed.withColumn("partner", partner).withColumns(
        {
            "second": (F.col("hour") * 3600 + F.floor(draws.uniform("second", *POST) * 3600)).cast("int"),
            "topic": F.when(says, topic),
            "is_name_misspelt": about & chance("misspelt name", given.misspelt_name_rate),
            "sentiment": F.when(says, _sentiment(draws)).otherwise(0),
        }
    )


def _sentiment(draws: Draws) -> Column:
    mean = F.when(F.col("partner").isNull(), 0.0).otherwise(mean_sentiment(draws))
    negative = (1 - NEUTRAL - mean) / 2
    return F.when(F.col("draw") < negative, -1).when(F.col("draw") < negative + NEUTRAL, 0).otherwise(1)
