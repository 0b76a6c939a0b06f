"""One row per area with members: the mean log of what its members spent with us, and how uncertain that mean is.

Power here is the spend of an active member with the coalition so far, not a wallet and not income: members chose to
join, differ from their neighbours, and buy elsewhere too. Correction for completeness and raking to the population are
not made yet. Members without positive spend, or without a known place, are not in it.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.cell import CELL, measured
from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Rule, Snapshots, Table, Unique
from gcrm.core.exact import exact
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features import nesting
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.members import MEMBER_FEATURES
from gcrm.silver.areas import SILVER_AREAS
from gcrm.stats import variance
from gcrm.stats.checks import FloatArray, InvalidInputError, TooFewAreasError

DIRECT_ESTIMATES = Table(
    name="models.area_direct_estimates",
    doc=__doc__,
    key=("area_id", "as_of"),
    fields=(
        Field("area_id", "string", "Area of the modelled level with at least one member"),
        Field("as_of", "date", "Day for which the estimate holds"),
        Field("n_members", "bigint", "Members with positive spend who live there", required=True),
        Field("direct", "double", "Mean log spend of a member", required=True, unit="log currency"),
        Field(
            "sampling_variance", "double", "Of `direct`, from its own members; null under two", unit="log currency^2"
        ),
        Field("variance", "double", "The same smoothed over areas, times the design effect", unit="log currency^2"),
        Field("cell", CELL, "What the privacy gate must know of the members"),
    ),
    rules=(
        Rule("there_are_members", "n_members > 0"),
        Rule("variance_is_positive", "variance IS NULL OR variance > 0"),
    ),
    checks=(Unique(("area_id", "as_of")), References("area_id", AREA_FEATURES)),
    load=Snapshots(),
)


@dataclass(frozen=True)
class Settings:
    """`response`: what power is measured by, `amount` or `amount_per_visit` of a member.

    `design_effect` multiplies every sampling variance: by how much the members of an area are less informative than a
    random sample of as many.
    """

    response: str = "amount"
    design_effect: float = 1.0

    def __post_init__(self) -> None:
        if self.response not in ("amount", "amount_per_visit"):
            raise ValueError("response must be amount or amount_per_visit.")
        if self.design_effect <= 0:
            raise ValueError("design_effect must be above 0; 1 is a simple random sample.")


def build(members: DataFrame, areas: DataFrame, places: DataFrame, settings: Settings, as_of: date) -> DataFrame:
    """Moments per area in one pass over members; one row per area is then smoothed on the driver."""
    moments = _moments(members, nesting.up_to(areas, places), settings.response).orderBy("area_id").collect()
    n, s, ss = (np.array([row[name] for row in moments], dtype=float) for name in ("n", "s", "ss"))
    direct, v = variance.log_mean_direct(n, s, ss)
    rows = zip(moments, direct, _or_none(v), _or_none(smoothed(v, n) * settings.design_effect), strict=True)
    made = [(row["area_id"], as_of, row["n"], float(y), own, smooth, row["cell"]) for row, y, own, smooth in rows]
    return small(members.sparkSession, schema(DIRECT_ESTIMATES), made)


def smoothed(v: FloatArray, n: FloatArray) -> FloatArray:
    """Variances (d,) on a line through log n; where too few areas carry a line, the pooled variance by n; else NaN."""
    try:
        return variance.smooth(v, n)
    except (TooFewAreasError, InvalidInputError):
        with_spread = np.nan_to_num(v) > 0
        freedom = float((n - 1)[with_spread].sum())
        pooled = float((v * n * (n - 1))[with_spread].sum()) / freedom if freedom else np.nan
        return pooled / n


def _moments(members: DataFrame, within: DataFrame, response: str) -> DataFrame:
    y = F.log(F.col(response).cast("double")).alias("y")
    spend = members.filter(F.col(response) > 0).select("member_id", "area_id", F.col(response).alias("spent"), y)
    placed, y = spend.join(F.broadcast(within), "area_id"), F.col("y")
    return placed.groupBy(F.col("modelled_area_id").alias("area_id")).agg(
        F.count(F.lit(1)).alias("n"),
        F.sum(exact(y)).alias("s"),
        F.sum(exact(y * y)).alias("ss"),
        measured(F.col("member_id"), F.col("spent"), y).alias("cell"),
    )


def _or_none(values: FloatArray) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]


STEP = Step(
    output=DIRECT_ESTIMATES,
    inputs={"members": MEMBER_FEATURES, "areas": AREA_FEATURES, "places": SILVER_AREAS},
    build=build,
    settings=Settings,
)
