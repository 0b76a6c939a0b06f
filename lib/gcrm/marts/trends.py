"""One row per trend, area and week from its rise on: how many write of it, against how many did, and who they are.

A term is a hashtag or one to three words. It is a trend where the posterior ratio of its rate to that of the weeks
before is surely high (Gamma-Poisson) in two weeks on end that are a burst (Kleinberg 2003), for the coalition as a
whole. Words that only stand beside a trend are none: each post counts for the strongest of its terms, and a term that
keeps less than half of its posts is left out; so is one that few accounts ever wrote, for what few say may be about
one of them. Spam is left out; copies and machines are counted apart, and tell what is bought.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.cell import CELL, measured
from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Replace, Rule, Table, Unique
from gcrm.core.frames import small
from gcrm.features import nesting
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.texts import JOB
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.stats import bursts
from gcrm.stats.bursts import Floats
from gcrm.warehouse.post_flags import POST_FLAGS, account

ALL = "all"
KEY = ("term", "area_id", "week")

TRENDS = Table(
    name="marts.trends",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("term", "string", "Hashtag with its sign, or one to three words, in lower case, that ten accounts wrote"),
        Field("area_id", "string", "Area of the highest level that is named or told, or all"),
        Field("week", "date", "Monday of the week"),
        Field("n_posts", "bigint", "Posts of the week with the term", required=True),
        Field("share", "double", "Of all posts of the week", required=True),
        Field("ratio_low", "double", "Lower end of the ratio to the rate of the weeks before", required=True),
        Field("z", "double", "Standard errors above the exponentially weighted mean", required=True),
        Field("is_burst", "boolean", "The likeliest state is a burst", required=True),
        Field("phase", "string", "born, rising, peaked or fading", required=True),
        Field("copied_share", "double", "Posts that are copies or a machine's, of those so far", required=True),
        Field("young_share", "double", "Posts by accounts that had begun to write that month, of those so far"),
        Field("kind", "string", "organic, or bought where most of its posts so far are", required=True),
        Field("n_members", "bigint", "Accounts that wrote it that week", required=True),
        Field("cell", CELL, "What the privacy gate must know of them; null where nobody wrote it"),
    ),
    rules=(Rule("shares_are_shares", "share BETWEEN 0 AND 1 AND copied_share BETWEEN 0 AND 1"),),
    checks=(Unique(KEY),),
    load=Replace(),
)
_WORDLESS = r"https?://\S+|[#@][\p{L}\p{M}\p{N}_]+|\[(?:email|phone|number|document|account|name|address)\]"
_ROW = "term string, area_id string, week date, n_posts bigint, share double, ratio_low double, z double, "
_ROW += "is_burst boolean, phase string, copied_share double, young_share double, kind string"
_EMPTY = f"{_ROW}, n_members bigint, cell {CELL}"
_FEWEST_ACCOUNTS = 10


@dataclass(frozen=True)
class Settings:
    """What is a trend.

    `weeks`: that are looked at, up to the newest with `min_posts` posts. `base_weeks`, `gap_weeks`: a week is compared
    with so many weeks that ended so many before it. `min_posts`: of a term in a week. `accounts`: that wrote it in any.
    `min_ratio`: that its rate surely has risen by, with a chance of `alpha` to err. `most_terms`: that are looked at
    closely. `bought_share`: copied or machines' posts.
    """

    weeks: int = 60
    base_weeks: int = 8
    gap_weeks: int = 3
    min_posts: int = 6
    accounts: int = _FEWEST_ACCOUNTS
    min_ratio: float = 1.5
    alpha: float = 1e-4
    most_terms: int = 500
    bought_share: float = 0.5

    def __post_init__(self) -> None:
        if min(self.weeks, self.base_weeks, self.gap_weeks, self.min_posts, self.most_terms) < 1:
            raise ValueError("weeks, base_weeks, gap_weeks, min_posts and most_terms must be 1 or more.")
        if self.accounts < _FEWEST_ACCOUNTS:
            raise ValueError(f"accounts must be {_FEWEST_ACCOUNTS} or more: a term of fewer may be about one of them.")
        if self.min_ratio <= 1 or not 0 < self.alpha < 0.5 or not 0 < self.bought_share <= 1:
            raise ValueError("min_ratio must be above 1, alpha between 0 and 0.5, bought_share above 0 and at most 1.")


def build(texts: DataFrame, flags: DataFrame, areas: DataFrame, settings: Settings) -> DataFrame:
    """Counts by term and week; a close look at the few terms whose rate rises; their series by area."""
    if texts.isEmpty():  # a coalition without posts pays for no more than this look
        return small(texts.sparkSession, _EMPTY)
    reasons = flags.select("post_id", "reasons")
    # A post that is dated in years to come makes no week the newest.
    week = F.to_date(F.date_trunc("week", "posted_at"))
    weeks = texts.groupBy(week.alias("week")).agg(F.count(F.lit(1)).alias("n")).filter(F.col("n") >= settings.min_posts)
    newest = weeks.agg(F.max("week").alias("newest"))
    recent = week.between(F.date_sub("newest", F.lit(7 * (settings.weeks - 1))), F.col("newest"))
    kept = texts.join(reasons, "post_id", "left").crossJoin(F.broadcast(newest)).filter(recent)
    author = account()
    first_seen = F.min("posted_at").over(Window.partitionBy("author"))
    posts = (
        kept.filter(~F.coalesce(F.array_contains("reasons", "spam"), F.lit(False)))
        .withColumn("author", author)
        .select(
            *("post_id", "area_id", "member_id", "author"),
            week.alias("week"),
            F.col("reasons").isNotNull().alias("is_copied"),
            (F.date_diff("posted_at", first_seen) < 30).alias("is_young"),
            terms(F.col("text"), F.col("hashtags")).alias("terms"),
        )
    )
    kept_terms = small(texts.sparkSession, "term string", _trends(posts.persist(), settings))
    posts.unpersist()
    placed = posts.join(F.broadcast(nesting.tops(areas)), "area_id", "left").withColumn(
        "area_id", F.explode(F.array_compact(F.array("top_area_id", F.lit(ALL))))
    )
    totals = placed.groupBy("area_id", "week").agg(F.count(F.lit(1)).alias("n"))
    by_author = (
        placed.withColumn("term", F.explode("terms"))
        .join(F.broadcast(kept_terms), "term")
        .groupBy(*KEY, "author", "member_id")
        .agg(
            F.count(F.lit(1)).alias("k"),
            F.count_if("is_copied").alias("copied"),
            F.count_if("is_young").alias("young"),
        )
    )
    counts = by_author.groupBy(*KEY).agg(
        *(F.sum(name).alias(name) for name in ("k", "copied", "young")),
        F.count(F.lit(1)).alias("n_members"),
        # Of accounts that nobody knows each post would be a member.
        measured(F.col("member_id"), F.when(F.col("member_id").isNotNull(), 1.0)).alias("cell"),
    )
    series = kept_terms.crossJoin(totals).join(counts.drop("n_members", "cell"), [*KEY], "left")
    followed = series.na.fill(0).groupBy("term").applyInPandas(_follower(settings), _ROW)
    beside = followed.join(counts.select(*KEY, "n_members", "cell"), [*KEY], "left")
    return beside.na.fill(0, ["n_members"]).select(*TRENDS.columns)


def terms(text: Column, hashtags: Column) -> Column:
    """Hashtags with their sign, and words, pairs and triples of words, each once.

    >>> frame = spark.sql("SELECT 'Moon cake. #Fun http://a.example' AS t, array('fun') AS h")
    >>> sorted(frame.select(terms(F.col("t"), F.col("h")).alias("x")).first().x)
    ['#fun', 'cake', 'moon', 'moon cake']
    """
    plain = F.regexp_replace(F.lower(text), _WORDLESS, " ")
    words = F.filter(F.split(plain, r"[^\p{L}\p{M}\p{N}]+"), lambda word: F.length(word) > 1)
    few = F.slice(words, 1, 300)  # of a long text the beginning

    def joined(n: int) -> Column:
        starts = F.sequence(F.lit(1), F.size(few) - (n - 1))
        made = F.transform(starts, lambda i: F.array_join(F.slice(few, i, n), " "))
        return F.when(F.size(few) >= n, made).otherwise(F.array().cast("array<string>"))

    tags = F.transform(hashtags, lambda tag: F.concat(F.lit("#"), tag))
    return F.array_distinct(F.concat(tags, *(joined(n) for n in (1, 2, 3))))


def _trends(posts: DataFrame, settings: Settings) -> list[tuple[str]]:
    """The terms that rise for themselves: `most_terms` at most, whatever is written."""
    each = posts.select("post_id", "week", "author", F.explode("terms").alias("term"))
    rising = _rising(each, posts, settings)
    strongest = Window.partitionBy("post_id").orderBy(F.desc("strength"), F.desc("words"), "term")
    ranked = each.join(F.broadcast(rising), "term").withColumn("rank", F.row_number().over(strongest))
    own = ranked.groupBy("term").agg(
        F.avg((F.col("rank") == 1).cast("double")).alias("own"), F.count_distinct("author").alias("accounts")
    )
    kept = own.filter((F.col("own") >= 0.5) & (F.col("accounts") >= settings.accounts))
    return sorted((row["term"],) for row in kept.collect())


def _rising(each: DataFrame, posts: DataFrame, settings: Settings) -> DataFrame:
    """term, strength, words: those whose log ratio to the weeks before is surely high in some week."""
    totals = posts.groupBy("week").agg(F.count(F.lit(1)).alias("n"))
    day = F.unix_date("week")
    low, high = -7 * (settings.gap_weeks + settings.base_weeks - 1), -7 * settings.gap_weeks
    base = Window.orderBy(day).rangeBetween(low, high)
    weeks = totals.select("week", "n", F.sum("n").over(base).alias("n0")).filter("n0 > 0")
    cells = each.groupBy("term", "week").agg(F.count(F.lit(1)).alias("k"))
    before = Window.partitionBy("term").orderBy(day).rangeBetween(low, high)
    beside = cells.withColumn("k0", F.coalesce(F.sum("k").over(before), F.lit(0)))
    now = beside.filter(F.col("k") >= settings.min_posts).join(F.broadcast(weeks), "week")
    k, k0 = F.col("k") + 0.5, F.col("k0") + 0.5
    # Three standard errors of the log here; the exact bound is taken of the few that are left.
    log_low = F.log(k / F.col("n")) - F.log(k0 / F.col("n0")) - 3 * F.sqrt(1 / k + 1 / k0)
    found = now.filter(log_low > float(np.log(settings.min_ratio)))
    words = F.size(F.split("term", " "))
    # A word says less than the whole name that it is a part of, even if it stands alone now and then.
    strength = F.round(F.max(log_low) + 0.05 * F.max(words), 2)
    return (
        found.groupBy("term")
        .agg(strength.alias("strength"), F.max(words).alias("words"))
        .orderBy(F.desc("strength"), "term")
        .limit(settings.most_terms)
    )


def _follower(settings: Settings) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def follow(given: pd.DataFrame) -> pd.DataFrame:
        whole = given[given["area_id"] == ALL].sort_values("week")
        told = _followed(whole, settings, None)
        if told.empty:
            return told
        since = told["week"].min()
        others = [
            _followed(part.sort_values("week"), settings, since)
            for area, part in given.groupby("area_id")
            if area != ALL
        ]
        return pd.concat([told, *others])

    return follow


def _followed(series: pd.DataFrame, settings: Settings, since: object) -> pd.DataFrame:
    """Rows from the first surely high week in a burst on; of an area from that of the coalition on."""
    k, n = series["k"].to_numpy(dtype=float), series["n"].to_numpy(dtype=float)
    k0, n0 = (_before(values, settings) for values in (k, n))
    low = bursts.ratio_low(k, n, k0, n0, settings.alpha)
    burst = bursts.in_burst(k.astype(int), n.astype(int), _quiet(k, n, k0, n0))
    sure = burst & (low >= settings.min_ratio) & (k >= settings.min_posts) & (n0 > 0)
    sure[1:] &= sure[:-1].copy()  # a week alone is a whim, or a sentence that several happened to write
    sure[:1] = False
    begins = sure if since is None else (series["week"] >= since).to_numpy()
    phase = bursts.phases(k.astype(int), n.astype(int), begins, k0.astype(int))
    so_far = np.maximum(series["k"].cumsum().to_numpy(), 1)
    copied, young = (series[name].cumsum().to_numpy() / so_far for name in ("copied", "young"))
    made = pd.DataFrame(
        {
            "term": series["term"],
            "area_id": series["area_id"],
            "week": series["week"],
            "n_posts": series["k"].astype("int64"),
            "share": k / np.maximum(n, 1),
            "ratio_low": low,
            "z": bursts.ewma_z(k, n),
            "is_burst": burst,
            "phase": phase,
            "copied_share": copied,
            "young_share": young,
            "kind": np.where(copied >= settings.bought_share, "bought", "organic"),
        }
    )
    return made[made["phase"] != ""]


def _before(values: Floats, settings: Settings) -> Floats:
    """Of each week the sum over the weeks that it is compared with."""
    sums, gap, width = np.zeros(len(values)), settings.gap_weeks, settings.base_weeks
    for i in range(len(values)):
        sums[i] = values[max(0, i - gap - width + 1) : max(0, i - gap + 1)].sum()
    return sums


def _quiet(k: Floats, n: Floats, k0: Floats, n0: Floats) -> float:
    """The rate of the quiet state: the lowest of eight weeks on end."""
    known = n0 > 0
    rates = (k0[known] + 0.5) / n0[known] if known.any() else (k.sum() + 0.5) / max(n.sum(), 1.0)
    return float(np.min(rates))


STEP = Step(
    output=TRENDS,
    inputs={"texts": POST_TEXTS, "flags": POST_FLAGS, "areas": SILVER_AREAS},
    build=build,
    settings=Settings,
    job=JOB,
)
