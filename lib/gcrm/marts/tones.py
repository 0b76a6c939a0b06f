"""One row per month and side of tone, of a partner, an area or an aspect: how many members who wrote are on it.

What anybody may see of tone is made of this: members are counted once a month, by the mean of their posts. `all` stands
for what is not told apart; partners and areas are not crossed, for that would leave few members in a cell. Whose mean
leans nowhere is on no side. Posts by accounts that nobody knows, spam, copies and a machine's posts are left out.
"""

from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.cell import CELL, measured
from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Replace, Rule, Table, Unique
from gcrm.marts.brand_sentiment import ALL, LEAN, counted
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.texts import JOB
from gcrm.warehouse.post_flags import POST_FLAGS
from gcrm.warehouse.sentiment.opinions import POST_OPINIONS

PLEASED, DISPLEASED = "pleased", "displeased"
OF = ("partner_id", "area_id", "aspect")
KEY = (*OF, "month", "tone")

TONES = Table(
    name="marts.tones",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("partner_id", "string", "Partner that is written about, or all"),
        Field("area_id", "string", "Area of the highest level that is named or told, or all"),
        Field("aspect", "string", "price, quality, service, place, delivery, assortment, or all"),
        Field("month", "date", "First day of the month"),
        Field("tone", "string", "pleased, displeased, or all: either of them"),
        Field("n_members", "bigint", "Members whose posts of the month are of the tone on the whole", required=True),
        Field("pleased_share", "double", "Pleased, of pleased and displeased; null where the tone is one of them"),
        Field("cell", CELL, "What the privacy gate must know of the members", required=True),
    ),
    rules=(Rule("share_is_a_share", "pleased_share IS NULL OR pleased_share BETWEEN 0 AND 1"),),
    checks=(Unique(KEY),),
    load=Replace(),
)


@dataclass(frozen=True)
class Settings:
    """`months`: that are looked at, up to the newest with `posts` posts: one dated in years to come makes none."""

    months: int = 13
    posts: int = 10

    def __post_init__(self) -> None:
        if min(self.months, self.posts) < 1:
            raise ValueError("months and posts must be 1 or more, such as 13 and 10.")


def build(opinions: DataFrame, flags: DataFrame, areas: DataFrame, settings: Settings) -> DataFrame:
    """The mean of each member's posts first, then members by its side."""
    known = opinions.filter("member_id IS NOT NULL")
    months = known.groupBy("month").agg(F.count(F.lit(1)).alias("n")).filter(F.col("n") >= settings.posts)
    newest = months.agg(F.max("month").alias("newest"))
    looked_at = F.col("month").between(F.add_months("newest", 1 - settings.months), F.col("newest"))
    recent = known.crossJoin(F.broadcast(newest)).filter(looked_at)
    each = counted(recent, flags, areas).select("member_id", "month", F.inline(_told()))
    means = each.groupBy(*OF, "month", "member_id").agg(F.avg("lean").alias("lean")).filter(F.abs("lean") > LEAN)
    side = F.when(F.col("lean") > 0, PLEASED).otherwise(DISPLEASED)
    sided = means.withColumn("tone", F.explode(F.array(F.lit(ALL), side)))
    is_pleased, whole = (F.col("lean") > 0).cast("double"), F.col("tone") == ALL
    return sided.groupBy(*KEY).agg(
        F.count(F.lit(1)).alias("n_members"),
        F.avg(F.when(whole, is_pleased)).alias("pleased_share"),
        measured(F.col("member_id"), F.lit(1.0), F.when(whole, is_pleased)).alias("cell"),
    )


def _told() -> Column:
    """What a post tells: of the whole, of its area, of each partner, each aspect, and each aspect of each partner."""

    def told(partner: Column, area: Column, aspect: Column, tone: Column) -> Column:
        lean = tone["p_positive"] - tone["p_negative"]
        return F.struct(partner.alias("partner_id"), area.alias("area_id"), aspect.alias("aspect"), lean.alias("lean"))

    every, own = F.lit(ALL), F.struct("p_positive", "p_negative")
    area = F.col("top_area_id")
    post = F.array(told(every, every, every, own), F.when(area.isNotNull(), told(every, area, every, own)))
    partners = F.transform("by_partner", lambda of: told(of["about"], every, every, of))
    aspects = F.transform("by_aspect", lambda of: told(every, every, of["about"], of))
    both = F.transform(
        "by_partner", lambda of: F.transform("by_aspect", lambda on: told(of["about"], every, on["about"], on))
    )
    return F.concat(F.array_compact(post), partners, aspects, F.flatten(both))


STEP = Step(
    output=TONES,
    inputs={"opinions": POST_OPINIONS, "flags": POST_FLAGS, "areas": SILVER_AREAS},
    build=build,
    settings=Settings,
    job=JOB,
)
