"""One row per member who wrote something, as of a date: of what, how recently, in what tone, and whether they buy it.

Posts that are spam, copies or a machine's are left out. A social account is a member of its own where neither the
register nor the identity tables tie it to one.
"""

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.features.topics import KEY, Figure
from gcrm.warehouse.member_months import MEMBER_MONTHS
from gcrm.warehouse.post_flags import POST_FLAGS
from gcrm.warehouse.sentiment.opinions import POST_OPINIONS
from gcrm.warehouse.topics.post_topics import POST_TOPICS

MEMBER_INTERESTS = Table(
    name="features.member_interests",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which the features hold"),
        Figure(
            "n_written",
            "bigint",
            "Posts with words that count",
            required=True,
            words=("quiet", "writes much"),
            part="why",
        ),
        Figure(
            "written_days_ago",
            "int",
            "Days since the last of them",
            words=("wrote lately", "wrote long ago"),
            part="why",
        ),
        Figure(
            "pleased_share",
            "double",
            "Positive posts, of positive and negative ones; null where none is judged",
            words=("displeased", "pleased"),
            part="why",
        ),
        Figure("n_written_categories", "bigint", "Categories written about", required=True, part="why"),
        Figure("n_written_partners", "bigint", "Partners written about", required=True, part="why"),
        Field("interests", "map<string,bigint>", "Categories written about, and in how many posts", required=True),
        Field("written_partners", "map<string,bigint>", "Partners written about, and in how many posts", required=True),
        Field(
            "topics", "map<string,bigint>", "Topics written about, such as en-7, and in how many posts", required=True
        ),
        Figure(
            "bought_interest_share", "double", "Categories written about that the member also buys, of them", part="why"
        ),
    ),
    rules=(Rule("nobody_wrote_later", "written_days_ago >= 0"), Rule("says_something", "n_written > 0")),
    checks=(Unique(KEY),),
    load=Snapshots(),
)


def build(opinions: DataFrame, flags: DataFrame, topics: DataFrame, cells: DataFrame, as_of: date) -> DataFrame:
    """One pass over posts of known members; categories that they buy come from the monthly cells."""
    day = F.to_date("posted_at")
    counted = opinions.filter(F.col("member_id").isNotNull() & (day <= F.lit(as_of))).join(
        flags.select("post_id"), "post_id", "left_anti"
    )
    judged = F.col("sentiment")
    named = F.concat_ws("-", "language", "topic").alias("topic")
    about = counted.join(topics.select("post_id", named), "post_id", "left")
    said = about.groupBy("member_id").agg(
        F.count(F.lit(1)).alias("n_written"),
        F.date_diff(F.lit(as_of), F.max(day)).alias("written_days_ago"),
        F.try_divide(
            F.count_if(judged == "positive"), F.count_if(judged.isin("positive", "negative"))
        ).alias("pleased_share"),
        F.flatten(F.collect_list("categories")).alias("_categories"),
        F.flatten(F.collect_list("partners")).alias("_partners"),
        F.collect_list("topic").alias("_topics"),
    )  # fmt: skip
    mine = said.filter(F.size("_categories") > 0).select("member_id")
    bought = (
        cells.join(mine, "member_id", "left_semi").groupBy("member_id").agg(F.collect_set("category").alias("_bought"))
    )
    every = said.join(bought, "member_id", "left")
    written = F.array_distinct("_categories")
    both = F.size(F.array_intersect(written, F.coalesce("_bought", F.array().cast("array<string>"))))
    made = {
        "as_of": F.lit(as_of),
        "n_written_categories": F.size(written).cast("bigint"),
        "n_written_partners": F.size(F.array_distinct("_partners")).cast("bigint"),
        "interests": _counts("_categories"),
        "written_partners": _counts("_partners"),
        "topics": _counts("_topics"),
        "bought_interest_share": F.when(F.col("_bought").isNotNull(), F.try_divide(both, F.size(written))),
    }
    return every.select(*(made.get(name, F.col(name)).alias(name) for name in MEMBER_INTERESTS.columns))


def _counts(column: str) -> Column:
    """How often each value of an array stands in it."""
    names = F.array_sort(F.array_distinct(column))

    def often(name: Column) -> Column:
        return F.size(F.filter(column, lambda one: one == name)).cast("bigint")

    return F.map_from_arrays(names, F.transform(names, often))


STEP = Step(
    output=MEMBER_INTERESTS,
    inputs={"opinions": POST_OPINIONS, "flags": POST_FLAGS, "topics": POST_TOPICS, "cells": MEMBER_MONTHS},
    build=build,
)
