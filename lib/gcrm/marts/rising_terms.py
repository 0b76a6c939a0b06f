"""Terms of posts, and those among them that rise for themselves: a first, rough look at all that is written."""

import math
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

_FEWEST_ACCOUNTS = 10
_WORDLESS = r"https?://\S+|[#@][\p{L}\p{M}\p{N}_]+|\[(?:email|phone|number|document|account|name|address)\]"


@dataclass(frozen=True)
class Settings:
    """What is a trend: settings of marts.trends.

    `weeks`: that are looked at, up to the newest with `min_posts` posts. `base_weeks`, `gap_weeks`: a week is compared
    with so many weeks that ended so many before it. `min_posts`: of a term in a week. `accounts`: that wrote it in any.
    `min_ratio`: that its rate surely has risen by, with a chance of `alpha` to err. `most_terms`: that are looked at
    closely. `bought_share`: copied or machines' posts.
    """

    weeks: int = 60
    base_weeks: int = 16
    gap_weeks: int = 4
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


def terms(text: Column, hashtags: Column) -> Column:
    """Hashtags with their sign, and words, pairs and triples of words, each once.

    >>> frame = spark.sql("SELECT 'Moon cake. #Fun http://a.example' AS t, array('fun') AS h")
    >>> sorted(frame.select(terms(F.col("t"), F.col("h")).alias("x")).first().x)
    ['#fun', 'cake', 'moon', 'moon cake']
    """
    plain = F.regexp_replace(F.lower(text), _WORDLESS, " ")
    words = F.filter(F.split(plain, r"[^\p{L}\p{M}\p{N}]+"), lambda word: F.length(word) > 1)
    few = F.slice(words, 1, 300)  # of a long text the beginning
    tags = F.transform(hashtags, lambda tag: F.concat(F.lit("#"), tag))

    def every(found: Column) -> Column:
        return F.concat(tags, *(_joined(found, n) for n in (1, 2, 3)))

    # By a name of their own, or the words would be made of the text anew for every pair and triple.
    return F.array_distinct(F.flatten(F.transform(F.array(few), every)))


def _joined(words: Column, n: int) -> Column:
    """Every `n` words on end."""
    starts = F.sequence(F.lit(1), F.size(words) - (n - 1))
    made = F.transform(starts, lambda i: F.array_join(F.slice(words, i, n), " "))
    return F.when(F.size(words) >= n, made).otherwise(F.array().cast("array<string>"))


def for_themselves(posts: DataFrame, settings: Settings) -> list[str]:
    """The terms of `posts` (post_id, week, author, terms) that rise for themselves and that accounts enough wrote."""
    each = posts.select("post_id", "week", "author", F.explode("terms").alias("term"))
    rising = _rising(each, posts, settings)
    strongest = Window.partitionBy("post_id").orderBy(F.desc("strength"), F.desc("words"), "term")
    ranked = each.join(F.broadcast(rising), "term").withColumn("rank", F.row_number().over(strongest))
    own = ranked.groupBy("term").agg(
        F.avg((F.col("rank") == 1).cast("double")).alias("own"), F.count_distinct("author").alias("accounts")
    )
    kept = own.filter((F.col("own") >= 0.5) & (F.col("accounts") >= settings.accounts))
    return sorted(row["term"] for row in kept.collect())


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
    found = now.filter(log_low > math.log(settings.min_ratio))
    words = F.size(F.split("term", " "))
    # A word says less than the whole name that it is a part of, even if it stands alone now and then.
    strength = F.round(F.max(log_low) + 0.05 * F.max(words), 2)
    return (
        found.groupBy("term")
        .agg(strength.alias("strength"), F.max(words).alias("words"))
        .orderBy(F.desc("strength"), "term")
        .limit(settings.most_terms)
    )
