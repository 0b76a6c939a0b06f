"""One row per kind of member: how many there are, and what one counts for, so that members stand for the population.

Kinds are combinations of age band and sex. Weights are raked to the margins that the statistical office publishes
(Deming and Stephan 1940), held within `lowest` and `highest`, with mean 1. Who joined differs from the neighbours in
more than that: weights correct what is published of both, and nothing else. Without margins every weight is 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.members import MEMBER_FEATURES
from gcrm.silver.area_indicators import AREA_INDICATORS
from gcrm.stats import raking

KINDS = ("age_band", "sex")
UNKNOWN = "unknown"

MEMBER_WEIGHTS = Table(
    name="models.member_weights",
    doc=__doc__,
    key=(*KINDS, "as_of"),
    fields=(
        Field("age_band", "string", f"Age band as stated; {UNKNOWN} where it is not"),
        Field("sex", "string", f"female, male or {UNKNOWN}"),
        Field("as_of", "date", "Day for which it holds"),
        Field("n_members", "bigint", "Members of the kind with positive spend", required=True),
        Field("weight", "double", "What one of them counts for, mean 1", required=True),
        Field(
            "largest_gap", "double", "Share by which a published margin is still missed, over all kinds", required=True
        ),
    ),
    rules=(Rule("weight_is_positive", "weight > 0"),),
    checks=(Unique((*KINDS, "as_of")),),
    load=Snapshots(),
)


@dataclass(frozen=True)
class Settings:
    """`margins`: for `age_band` and `sex`, the indicator that counts the people of each label, as members state it.

    `lowest`, `highest`: bounds of a weight.
    """

    margins: dict[str, dict[str, str]] = field(default_factory=dict)
    lowest: float = 0.2
    highest: float = 5.0

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.margins) - set(KINDS)):
            raise ValueError(f"margins name {', '.join(unknown)}; {' and '.join(KINDS)} work.")
        if not 0 < self.lowest <= 1 <= self.highest:
            raise ValueError("lowest must be above 0 and up to 1, highest 1 or more.")


def build(members: DataFrame, areas: DataFrame, indicators: DataFrame, settings: Settings, as_of: date) -> DataFrame:
    """A row per kind of member and per indicator comes to the driver; raked there."""
    kinds = [F.coalesce(name, F.lit(UNKNOWN)).alias(name) for name in KINDS]
    rows = members.filter("amount > 0").groupBy(*kinds).agg(F.count(F.lit(1)).alias("n")).orderBy(*KINDS).collect()
    if not rows:
        return small(members.sparkSession, schema(MEMBER_WEIGHTS))
    people = _people(areas, indicators, settings) if settings.margins else {}
    margins = [
        ([row[name] for row in rows], {label: people[counted] for label, counted in by.items() if counted in people})
        for name, by in settings.margins.items()
    ]
    n = np.array([row["n"] for row in rows], dtype=float)
    made = raking.rake(n, margins, (settings.lowest, settings.highest))
    each = zip(rows, made.weights, strict=True)
    told = [(*(row[name] for name in KINDS), as_of, row["n"], float(w), made.largest_gap) for row, w in each]
    return small(members.sparkSession, schema(MEMBER_WEIGHTS), told)


def _people(areas: DataFrame, indicators: DataFrame, settings: Settings) -> Mapping[str, float]:
    """People in the modelled areas by indicator, at each area's latest period."""
    wanted = sorted({indicator for by in settings.margins.values() for indicator in by.values()})
    counts = indicators.filter(F.col("indicator").isin(*wanted)).join(areas.select("area_id"), "area_id", "left_semi")
    latest = counts.groupBy("area_id", "indicator").agg(F.max_by("value", "period").alias("value"))
    rows = latest.groupBy("indicator").agg(F.sum("value").alias("value")).collect()
    return {row["indicator"]: float(row["value"]) for row in rows if row["value"]}


STEP = Step(
    output=MEMBER_WEIGHTS,
    inputs={"members": MEMBER_FEATURES, "areas": AREA_FEATURES, "indicators": AREA_INDICATORS},
    build=build,
    settings=Settings,
)
