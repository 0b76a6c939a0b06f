"""One row per member who answered a survey or whose posts are judged: what they say beside what they do.

`pleased` is the answer to the question `satisfied` on a scale from 0 to 1, else the share of pleased posts. Who stays
away three times as long as is usual between two of the own visits, and a month at least, is leaving. The interesting
ones do not go with what they say: delighted but leaving, annoyed but loyal.
"""

from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.silver.survey_answers import SURVEY_ANSWERS

KEY = ("member_id", "as_of")

ATTITUDES = Table(
    name="marts.attitudes",
    doc=__doc__,
    key=KEY,
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which it holds"),
        Field("segment", "int", "Number of the member's segment"),
        Field("answers", "map<string,double>", "The latest answer to each question, from 0 to 1", required=True),
        Field("pleased_share", "double", "Positive posts, of positive and negative ones"),
        Field("pleased", "double", "How pleased the member says to be, from 0 to 1", required=True),
        Field("amount", "decimal(18,2)", "Spent so far", required=True, unit="currency"),
        Field("n_visits", "bigint", "Days with a purchase", required=True),
        Field("recency_days", "int", "Days since the last visit", required=True),
        Field("usual_gap_days", "double", "Mean days between two visits; null after one visit"),
        Field("is_leaving", "boolean", "Stays away far longer than usual; null after one visit"),
        Field("kind", "string", "delighted but leaving, annoyed but loyal, as they say, or in between", required=True),
    ),
    rules=(Rule("pleased_is_a_share", "pleased BETWEEN 0 AND 1"),),
    checks=(Unique(KEY),),
    load=Snapshots(),
)


@dataclass(frozen=True)
class Settings:
    """`question`: that tells how pleased one is. `delighted`, `annoyed`: from and up to what share of the scale.
    `gaps`: usual gaps after which a member is leaving, and `days` at least."""

    question: str = "satisfied"
    delighted: float = 0.75
    annoyed: float = 0.25
    gaps: float = 3.0
    days: int = 30

    def __post_init__(self) -> None:
        if not 0 <= self.annoyed < self.delighted <= 1:
            raise ValueError("annoyed must be below delighted, both from 0 to 1, such as 0.25 and 0.75.")
        if self.gaps <= 1 or self.days < 1:
            raise ValueError("gaps must be above 1, and days 1 or more.")


def build(answers: DataFrame, members: DataFrame, segments: DataFrame, settings: Settings, as_of: date) -> DataFrame:
    """Answers by member first; members of whom nothing is said have no row."""
    share = (F.col("answer") - F.col("lowest")) / (F.col("highest") - F.col("lowest"))
    asked = answers.filter(F.col("asked_on") <= F.lit(as_of))
    latest = asked.groupBy("member_id", "question").agg(F.max_by(share, "asked_on").alias("share"))
    told = latest.groupBy("member_id").agg(
        F.map_from_entries(F.sort_array(F.collect_list(F.struct("question", "share")))).alias("answers")
    )
    own = segments.select("member_id", "segment")
    both = members.join(told, "member_id", "left").join(own, "member_id", "left")
    gap = F.when(F.col("n_visits") > 1, (F.col("tenure_days") - F.col("recency_days")) / (F.col("n_visits") - 1))
    pleased = F.coalesce(F.col("answers")[settings.question], F.col("pleased_share"))
    away = (F.col("recency_days") > settings.gaps * gap) & (F.col("recency_days") >= settings.days)
    none = F.create_map().cast("map<string,double>")
    known = both.withColumns(
        {
            "answers": F.coalesce("answers", none),
            "pleased": pleased,
            "usual_gap_days": gap,
            "is_leaving": F.when(gap.isNotNull(), away),
        }
    ).filter("pleased IS NOT NULL")
    delighted, annoyed = F.col("pleased") >= settings.delighted, F.col("pleased") <= settings.annoyed
    leaving = F.col("is_leaving")
    kind = (
        F.when(delighted & leaving, "delighted but leaving")
        .when(annoyed & ~leaving, "annoyed but loyal")
        .when((delighted & ~leaving) | (annoyed & leaving), "as they say")
        .otherwise("in between")
    )
    return known.withColumn("kind", kind).select(*ATTITUDES.columns)


STEP = Step(
    output=ATTITUDES,
    inputs={"answers": SURVEY_ANSWERS, "members": MEMBER_FEATURES, "segments": SEGMENT_MEMBERS},
    build=build,
    settings=Settings,
)
