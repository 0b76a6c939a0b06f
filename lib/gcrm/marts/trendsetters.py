"""One row per member who took up what later rose: how early, how often, and how surely that is more than much writing.

Of each organic trend the accounts that wrote of it are ranked by their first post. An adoption weighs minus the log of
the share of eventual adopters that were not later, and `score` is the sum of these weights by posts, drawn to the mean
of all (Gamma-Poisson). `is_proven` where scores by earlier trends tell who will be among the first tenth of later ones,
surely better than chance among all accounts that write as much; a few trends seldom can. What is not proven is for
nobody's list. Anybody may see counts by segment and area; this table is for the coalition itself, without members who
state that they may be reached by no channel (`silver.consents`). Of an account that no register knows nothing is
stated, so it is for nobody's list either.
"""

from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Replace, Rule, Table, Unique
from gcrm.core.frames import small
from gcrm.marts.rising_terms import terms
from gcrm.marts.trends import ALL, TRENDS
from gcrm.silver.consents import CONSENTS, unwilling
from gcrm.silver.texts import JOB
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.stats.matched import Cell, Matched, auc
from gcrm.warehouse.post_flags import POST_FLAGS

EARLY = 0.1  # of eventual adopters
_BLOCKS = 4  # of trends in the order of their rise: scores by those before are tried on each but the first
_TESTED = range(1, _BLOCKS)

TRENDSETTERS = Table(
    name="marts.trendsetters",
    doc=__doc__,
    key=("member_id",),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("n_posts", "bigint", "Posts that count", required=True),
        Field("n_adopted", "bigint", "Trends that the member wrote of", required=True),
        Field("n_early", "bigint", "Those of which the member was among the first tenth", required=True),
        Field("score", "double", "How early by post, drawn to the mean of all", required=True),
        Field("auc", "double", "Of later trends, among accounts that write as much: 0.5 is chance; null without such"),
        Field("is_proven", "boolean", "auc is surely above chance", required=True),
    ),
    rules=(
        Rule("early_ones_were_adopted", "n_early <= n_adopted AND n_adopted > 0"),
        Rule("score_is_positive", "score > 0"),
    ),
    checks=(Unique(("member_id",)),),
    load=Replace(),
)
_ROW = ", ".join(f"{field.name} {field.type}" for field in TRENDSETTERS.fields)


@dataclass(frozen=True)
class Settings:
    """`fewest_adopters`: of a trend that counts. `prior_posts`: how strongly scores are drawn to the mean of all."""

    fewest_adopters: int = 20
    prior_posts: float = 10.0

    def __post_init__(self) -> None:
        if self.fewest_adopters < 2 or self.prior_posts <= 0:
            raise ValueError("fewest_adopters must be 2 or more, and prior_posts above 0.")


def build(texts: DataFrame, flags: DataFrame, trends: DataFrame, consents: DataFrame, settings: Settings) -> DataFrame:
    """First posts of each member on each trend, ranked; and whether early ranks foretell early ranks.

    texts, flags: posts, and those that do not count; trends: what rose; consents: by which members are left out
    who agree to nothing; settings: how scores are made.
    """
    if trends.isEmpty():
        return small(texts.sparkSession, _ROW)
    rose = (
        trends.filter(F.col("area_id") == ALL)
        .groupBy("term")
        .agg(F.min("week").alias("rose"), F.max_by("kind", "week").alias("kind"))
    )
    items = rose.filter("kind = 'organic'").select(
        "term", F.percent_rank().over(Window.orderBy("rose", "term")).alias("at")
    )
    known = texts.filter("member_id IS NOT NULL").join(flags.select("post_id"), "post_id", "left_anti")
    posts = known.select("member_id", "posted_at", terms(F.col("text"), F.col("hashtags")).alias("terms"))
    each = posts.select("member_id", "posted_at", F.explode("terms").alias("term")).join(F.broadcast(items), "term")
    first = each.groupBy("term", "at", "member_id").agg(F.min("posted_at").alias("first"))
    of_term = Window.partitionBy("term")
    place = F.rank().over(of_term.orderBy("first")) / F.count(F.lit(1)).over(of_term)
    enough = F.count(F.lit(1)).over(of_term) >= settings.fewest_adopters
    ranked = first.select("member_id", "at", place.alias("place"), enough.alias("enough")).filter("enough")
    written = posts.groupBy("member_id").agg(F.count(F.lit(1)).alias("n_posts"))
    weight, is_early = -F.log("place"), F.col("place") <= EARLY
    block = F.least(F.floor(F.col("at") * _BLOCKS), F.lit(_BLOCKS - 1))
    adopted = ranked.groupBy("member_id").agg(
        F.count(F.lit(1)).alias("n_adopted"),
        F.count_if(is_early).alias("n_early"),
        F.sum(weight).alias("weight"),
        *(F.sum(F.when(block < b, weight).otherwise(0.0)).alias(f"before_{b}") for b in _TESTED),
        *(F.count_if((block == b) & is_early).alias(f"early_{b}") for b in _TESTED),
    )
    # Who took up nothing is a control, too.
    scored = written.join(adopted, "member_id", "left").na.fill(0).persist()
    row = scored.agg(F.sum("weight").alias("weight"), F.sum("n_posts").alias("posts")).collect()[0]
    mean = (row["weight"] or 0.0) / max(row["posts"] or 0, 1)
    judged = _out_of_time(scored, mean, settings)
    scored.unpersist()
    made = {
        "score": _drawn(F.col("weight"), mean, settings),
        "auc": F.lit(round(judged.value, 4) if judged else None).cast("double"),
        "is_proven": F.lit(judged is not None and judged.value - 1.645 * judged.error > 0.5),
    }
    kept = scored.filter("n_adopted > 0").join(unwilling(consents), "member_id", "left_anti")
    return kept.withColumns(made).select(*TRENDSETTERS.columns)


def _drawn(weight: Column, mean: float, settings: Settings) -> Column:
    prior = settings.prior_posts
    return (weight + max(mean, 1e-6) * prior) / (F.col("n_posts") + prior)


def _out_of_time(scored: DataFrame, mean: float, settings: Settings) -> Matched | None:
    """The AUC of the score by the trends of earlier quarters for being early on those of a later one."""
    level = F.floor(F.log2("n_posts")).cast("int")
    tests = (
        F.struct(
            (F.lit(100 * b) + level).alias("level"),
            F.round(_drawn(F.col(f"before_{b}"), mean, settings), 3).alias("score"),
            (F.col(f"early_{b}") > 0).alias("is_early"),
        )
        for b in _TESTED
    )
    tested = scored.select(F.inline(F.array(*tests))).groupBy("level", "score", "is_early")
    cells = tested.agg(F.count(F.lit(1)).alias("n")).collect()  # quarters and levels of activity by rounded scores
    return auc([Cell(row["level"], row["score"], row["is_early"], row["n"]) for row in cells])


STEP = Step(
    output=TRENDSETTERS,
    inputs={"texts": POST_TEXTS, "flags": POST_FLAGS, "trends": TRENDS, "consents": CONSENTS},
    build=build,
    settings=Settings,
    job=JOB,
)
