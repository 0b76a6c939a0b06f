"""One row per partner, area, week and aspect: how many who wrote are pleased, and how that moved.

`all` stands for every area, and for the post as a whole. Posts that are spam, copies or a machine's are left out, and
an account counts once a week. `change` is against the four weeks before; its `z` is of two proportions with Jeffreys'
half posts, so that few posts make no news. A complaint rises where an aspect's `z` is well below 0 before sales fall.
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Replace, Rule, Table, Unique
from gcrm.core.intervals import wilson
from gcrm.core.weeks import monday
from gcrm.features import nesting
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS
from gcrm.silver.texts import JOB
from gcrm.warehouse.post_flags import POST_FLAGS, account
from gcrm.warehouse.sentiment.opinions import POST_OPINIONS

ALL, BEFORE_WEEKS, EXAMPLES = "all", 4, 3
LEAN = 0.2  # of the probabilities of positive and negative: nearer to 0 a text leans nowhere
KEY = ("partner_id", "area_id", "week", "aspect")

BRAND_SENTIMENT = Table(
    name="marts.brand_sentiment",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("partner_id", "string", "Partner that is written about"),
        Field("area_id", "string", "Area of the highest level that is named or told, or all"),
        Field("week", "date", "Monday of the week"),
        Field("aspect", "string", "price, quality, service, place, delivery, assortment, or all"),
        Field("n_authors", "bigint", "Accounts whose tone is judged", required=True),
        Field("n_pleased", "bigint", "Those whose posts are positive on the whole", required=True),
        Field("n_displeased", "bigint", "Those whose posts are negative on the whole", required=True),
        Field("pleased_share", "double", "Pleased, of pleased and displeased; null without either"),
        Field("pleased_low", "double", "Lower end of its 95% interval (Wilson 1927)"),
        Field("pleased_high", "double", "Upper end of its 95% interval"),
        Field("change", "double", "pleased_share less that of the four weeks before; null without either"),
        Field("change_z", "double", "change by its standard error; null without posts before"),
        Field("examples", "array<string>", "Posts that tell most clearly, three at most", required=True, pii="thing"),
    ),
    rules=(
        Rule("counts_add_up", "n_pleased + n_displeased <= n_authors"),
        Rule("share_is_in_its_interval", "pleased_share IS NULL OR pleased_share BETWEEN pleased_low AND pleased_high"),
    ),
    checks=(Unique(KEY), References("partner_id", PARTNERS, severity="warn")),
    load=Replace(),
)


def build(opinions: DataFrame, flags: DataFrame, areas: DataFrame) -> DataFrame:
    """Tones by account and week first, then cells, then each beside the weeks before."""
    each = tones(opinions, flags, areas).withColumn("aspect", F.col("tone.about"))
    by_author = each.groupBy(*KEY, "author").agg(
        F.avg(F.col("tone.p_positive") - F.col("tone.p_negative")).alias("lean"),
        F.max(F.struct(_clear(), F.col("post_id"))).alias("clearest"),
    )
    pleased, displeased = F.col("lean") > LEAN, F.col("lean") < -LEAN
    clearest_first = Window.partitionBy(*KEY).orderBy(F.desc("clearest"))
    told = F.when(F.row_number().over(clearest_first) <= EXAMPLES, F.col("clearest.post_id"))
    cells = (
        by_author.withColumn("example", told)
        .groupBy(*KEY)
        .agg(
            F.count(F.lit(1)).alias("n_authors"),
            F.count_if(pleased).alias("n_pleased"),
            F.count_if(displeased).alias("n_displeased"),
            F.collect_list("example").alias("examples"),  # of those that are null it keeps none
        )
    )
    return _moved(cells)


def tones(opinions: DataFrame, flags: DataFrame, areas: DataFrame) -> DataFrame:
    """post_id, author, week, area_id, partner_id, tone (`about` an aspect or all) of all that measures count."""
    placed = counted(opinions.filter("size(partners) > 0"), flags, areas)
    author = account()
    said = placed.select(
        "post_id",
        author.alias("author"),
        monday("posted_at").alias("week"),
        F.explode(F.array_compact(F.array("top_area_id", F.lit(ALL)))).alias("area_id"),
        "by_aspect",
        F.explode("by_partner").alias("of"),
    )
    whole = F.array(F.struct(F.lit(ALL).alias("about"), "of.sentiment", "of.p_negative", "of.p_positive"))
    return said.select(
        *("post_id", "author", "week", "area_id"),
        F.col("of.about").alias("partner_id"),
        F.explode(F.concat(whole, "by_aspect")).alias("tone"),
    )


def counted(opinions: DataFrame, flags: DataFrame, areas: DataFrame) -> DataFrame:
    """Judged posts that measures count, each with the area of the highest level that it is of."""
    judged = opinions.filter("model IS NOT NULL").join(flags.select("post_id"), "post_id", "left_anti")
    return judged.join(F.broadcast(nesting.tops(areas)), "area_id", "left")


def _clear() -> Column:
    return F.abs(F.col("tone.p_positive") - F.col("tone.p_negative")).alias("clear")


def _moved(cells: DataFrame) -> DataFrame:
    days = F.unix_date("week")
    before = Window.partitionBy("partner_id", "area_id", "aspect").orderBy(days).rangeBetween(-7 * BEFORE_WEEKS, -1)
    k, n = F.col("n_pleased"), F.col("n_pleased") + F.col("n_displeased")
    k0, n0 = F.sum(k).over(before), F.sum(n).over(before)
    beside = cells.withColumns({"_k": k, "_n": n, "_k0": k0, "_n0": n0})
    now, then = F.try_divide("_k", "_n"), F.try_divide("_k0", "_n0")
    low, high = wilson(F.col("_k"), F.col("_n"))
    made = {
        "pleased_share": now,
        "pleased_low": F.least(low, now),
        "pleased_high": F.greatest(high, now),
        "change": now - then,
        "change_z": _z(*(F.col(name).cast("double") for name in ("_k", "_n", "_k0", "_n0"))),
    }
    return beside.select(*(made.get(name, F.col(name)).alias(name) for name in BRAND_SENTIMENT.columns))


def _z(k: Column, n: Column, k0: Column, n0: Column) -> Column:
    """Of two proportions, each with half a post more on either side (Jeffreys' prior)."""
    p, p0 = (k + 0.5) / (n + 1), (k0 + 0.5) / (n0 + 1)
    error = F.sqrt(p * (1 - p) / (n + 1) + p0 * (1 - p0) / (n0 + 1))
    return F.when((n > 0) & (n0 > 0), (p - p0) / error)


STEP = Step(
    output=BRAND_SENTIMENT,
    inputs={"opinions": POST_OPINIONS, "flags": POST_FLAGS, "areas": SILVER_AREAS},
    build=build,
    job=JOB,
)
