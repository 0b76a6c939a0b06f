"""One row per trend, area and week from its rise on: how many write of it, against how many did, and who they are.

A term is a hashtag or one to three words. It is a trend where the posterior ratio of its rate to that of the weeks
before is surely high (Gamma-Poisson) in two weeks on end that are a burst (Kleinberg 2003), for the coalition as a
whole. Words that only stand beside a trend are none: each post counts for the strongest of its terms, and a term that
keeps less than half of its posts is left out; so is one that few accounts ever wrote, for what few say may be about
one of them. Spam is left out; copies and machines are counted apart, and tell what is bought.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.cell import CELL, measured
from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Replace, Rule, Table, Unique
from gcrm.core.frames import small
from gcrm.core.weeks import monday
from gcrm.features import nesting
from gcrm.marts.rising_terms import Settings, for_themselves, terms
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.texts import JOB
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.stats import bursts
from gcrm.stats.bursts import Floats
from gcrm.warehouse.post_flags import POST_FLAGS, account

if TYPE_CHECKING:
    import pandas as pd

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
_ROW = "term string, area_id string, week date, n_posts bigint, share double, ratio_low double, z double, "
_ROW += "is_burst boolean, phase string, copied_share double, young_share double, kind string"
_EMPTY = f"{_ROW}, n_members bigint, cell {CELL}"


def build(texts: DataFrame, flags: DataFrame, areas: DataFrame, settings: Settings) -> DataFrame:
    """Counts by term and week; a close look at the few terms whose rate rises; their series by area."""
    if texts.isEmpty():  # a coalition without posts pays for no more than this look
        return small(texts.sparkSession, _EMPTY)
    reasons = flags.select("post_id", "reasons")
    # A post that is dated in years to come makes no week the newest.
    week = monday("posted_at")
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
    rise = for_themselves(posts.persist(), settings)
    kept_terms = small(texts.sparkSession, "term string", [(term,) for term in rise])
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
        .localCheckpoint()  # of the few terms that are left, while posts with all their terms are at hand
    )
    posts.unpersist()
    counts = by_author.groupBy(*KEY).agg(
        *(F.sum(name).alias(name) for name in ("k", "copied", "young")),
        F.count(F.lit(1)).alias("n_members"),
        # Of accounts that nobody knows each post would be a member.
        measured(F.col("member_id"), F.when(F.col("member_id").isNotNull(), 1.0)).alias("cell"),
    )
    series = kept_terms.crossJoin(totals).join(counts.drop("n_members", "cell"), [*KEY], "left")
    told = series.na.fill(0).groupBy("term").applyInPandas(_follower(settings), _ROW)
    beside = told.join(counts.select(*KEY, "n_members", "cell"), [*KEY], "left")
    return beside.na.fill(0, ["n_members"]).select(*TRENDS.columns)


def _follower(settings: Settings) -> Callable[["pd.DataFrame"], "pd.DataFrame"]:
    def follow(given: "pd.DataFrame") -> "pd.DataFrame":
        # Here, because `gcrm plan` imports every step and has no use for pandas.
        import pandas as pd

        whole = given[given["area_id"] == ALL].sort_values("week")
        told = followed(whole, settings, None)
        if told.empty:
            return told
        since = told["week"].min()
        others = [
            followed(part.sort_values("week"), settings, since)
            for area, part in given.groupby("area_id")
            if area != ALL
        ]
        return pd.concat([told, *others])

    return follow


def followed(series: "pd.DataFrame", settings: Settings, since: object) -> "pd.DataFrame":
    """Rows from the first surely high week in a burst on; of an area from that of the coalition on."""
    import pandas as pd

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
    """The rate of the quiet state: the lowest of all that weeks are compared with."""
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
