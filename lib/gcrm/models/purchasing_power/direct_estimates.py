"""One row per area with members and category group: what its members spent with us, and how uncertain that is.

Of `all` it is the mean log of a member's spend, corrected for completeness (features.category_groups) and weighted
(models.member_weights); of a group the log of its share in what the area's members spent, with its variance by
linearisation (Cochran 1977, 6.3). It is spend of active members so far: what they could spend with us, as far as that
is seen; no income, and no forecast. Members without positive spend, or without a known place, are not in it.

Most of what members differ by is how much they buy. `adjusted` is the same mean had the members of every area the same
habits, by what such baskets usually cost (`usual_amount` of features.spends). It is the regression estimator of surveys
(Cochran 1977, 7.3) with one slope within all areas, and its sampling variance is several times smaller. Whether areas
are compared by it is for gcrm.models.purchasing_power.habits to say.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from gcrm.core.cell import CELL, measured
from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Rule, Snapshots, Table, Unique
from gcrm.core.exact import exact, summed
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features import nesting
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.category_groups import ALL
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.purchasing_power.member_weights import KINDS, MEMBER_WEIGHTS, UNKNOWN
from gcrm.silver.areas import SILVER_AREAS
from gcrm.stats import variance
from gcrm.stats.checks import FloatArray
from gcrm.stats.variance import Sums

_RARE = 0.01  # of members, whose habits may be unknown where others' are told
_FEW = 5  # buyers of a group below which an area's share of it is not looked at

DIRECT_ESTIMATES = Table(
    name="models.area_direct_estimates",
    doc=__doc__,
    key=("area_id", "category_group", "as_of"),
    fields=(
        Field("area_id", "string", "Area of the modelled level with at least one member"),
        Field("category_group", "string", f"{ALL}, or a group of features.category_groups"),
        Field("as_of", "date", "Day for which the estimate holds"),
        Field("n_members", "bigint", "Members with positive spend on it who live there", required=True, home=True),
        Field(
            "effective_members", "double", "As many unweighted ones would tell as much (Kish)", required=True, home=True
        ),
        Field(
            "direct",
            "double",
            f"Of {ALL} mean log spend of a member; of a group its log share",
            required=True,
            home=True,
        ),
        Field("sampling_variance", "double", "Of `direct`, from its own members; null under two", home=True),
        Field("variance", "double", "The same smoothed over areas, times the design effect", home=True),
        Field("adjusted", "double", f"`direct` of {ALL}, had all members the same habits; null if unknown", home=True),
        Field("adjusted_variance", "double", "Of `adjusted`, as `variance` is of `direct`", home=True),
        Field("cell", CELL, f"What the privacy gate must know of the members; null but for {ALL}"),
    ),
    rules=(
        Rule("there_are_members", "n_members > 0"),
        Rule("variance_is_positive", "variance IS NULL OR variance > 0"),
    ),
    checks=(Unique(("area_id", "category_group", "as_of")), References("area_id", AREA_FEATURES)),
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


def build(
    members: DataFrame,
    weights: DataFrame,
    areas: DataFrame,
    places: DataFrame,
    settings: Settings,
    as_of: date,
) -> DataFrame:
    """Sums per area and group in two aggregates over members; one row of each is then smoothed on the driver."""
    placed = _placed(members, weights, nesting.up_to(areas, places), settings.response)
    every = _moments(placed).orderBy("area_id").collect()
    groups = _group_sums(placed).orderBy("category_group", "area_id").collect()
    made = [*_of_all(every, settings.design_effect), *_of_groups(groups, every, settings.design_effect)]
    return small(members.sparkSession, schema(DIRECT_ESTIMATES), [(*row[:2], as_of, *row[2:]) for row in made])


def _of_all(moments: list[Row], design_effect: float) -> list[tuple[Any, ...]]:
    names = ("n", "w", "ww", "s", "ss", "h", "hh", "hy", "unknown")
    n, w, ww, s, ss, h, hh, hy, unknown = (np.array([row[name] for row in moments], dtype=float) for name in names)
    # Unequal weights tell as little as fewer members with equal ones.
    effective = w**2 / ww

    def estimated(total: FloatArray, squares: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        direct, v = variance.log_mean_direct(effective, effective * total / w, effective * squares / w)
        v = np.where(n >= 2, v, np.nan)
        return direct, v, variance.smooth(v, effective) * design_effect

    direct, v, smooth = estimated(s, ss)
    adjusted = narrow = np.full(len(n), np.nan)
    if len(n) and unknown.sum() <= _RARE * n.sum():
        adjusted, _, narrow = estimated(*variance.adjusted(Sums(w, s, ss, h, hh, hy)))
    rows = zip(moments, effective, direct, *map(_or_none, (v, smooth, adjusted, narrow)), strict=True)
    return [(row["area_id"], ALL, row["n"], float(e), float(y), *told, row["cell"]) for row, e, y, *told in rows]


def _of_groups(sums: list[Row], moments: list[Row], design_effect: float) -> list[tuple[Any, ...]]:
    """Log shares of groups in areas where enough members bought of them."""
    whole = {row["area_id"]: row for row in moments}
    made: list[tuple[Any, ...]] = []
    for group in sorted({row["category_group"] for row in sums}):
        mine = [row for row in sums if row["category_group"] == group and row["n"] >= _FEW]
        total = [whole[row["area_id"]] for row in mine]
        a, aa, n = (np.array([row[name] for row in total], dtype=float) for name in ("a", "aa", "n"))
        sc, scc, sca = (np.array([row[name] for row in mine], dtype=float) for name in ("sc", "scc", "sca"))
        ratio = sc / a
        # Of a share of all it is 0: who buys nothing else tells nothing of the share.
        v = np.maximum(scc - 2 * ratio * sca + ratio**2 * aa, 0.0) / sc**2 * n / (n - 1)
        smooth = _or_none(np.where(v > 0, variance.smooth(v, n), np.nan) * design_effect) if mine else []
        rows = zip(mine, n, np.log(ratio), _or_none(v), smooth, strict=True)
        without = (None, None, None)
        made += [(row["area_id"], group, row["n"], float(e), float(y), *told, *without) for row, e, y, *told in rows]
    return made


def _placed(members: DataFrame, weights: DataFrame, within: DataFrame, response: str) -> DataFrame:
    """One row a member with positive spend: member_id, area_id (modelled), w, amount, y (its log), h (log of the usual
    amount), group_amounts."""
    amount = F.coalesce("corrected_amount", F.col("amount").cast("double")) if response == "amount" else F.col(response)
    spend = members.withColumn("spend", amount).filter("amount > 0 AND spend > 0")
    kinds = {f"_{name}": F.coalesce(name, F.lit(UNKNOWN)) for name in KINDS}
    named = weights.select(*(F.col(name).alias(f"_{name}") for name in KINDS), "weight")
    weighted = spend.withColumns(kinds).join(F.broadcast(named), list(kinds), "left")
    placed = weighted.join(F.broadcast(within), "area_id")
    return placed.select(
        "member_id",
        F.col("modelled_area_id").alias("area_id"),
        F.coalesce("weight", F.lit(1.0)).alias("w"),
        F.col("spend").alias("amount"),
        F.log("spend").alias("y"),
        (F.log("usual_amount") if response == "amount" else F.lit(None).cast("double")).alias("h"),
        "group_amounts",
    )


def _moments(placed: DataFrame) -> DataFrame:
    w, y, amount = F.col("w"), F.col("y"), F.col("amount")
    h = F.coalesce("h", y)  # whose habits are not known is taken to pay what is usual
    logs = {"w": w, "ww": w * w, "s": w * y, "ss": w * y * y, "h": w * h, "hh": w * h * h, "hy": w * h * y}
    money = {"a": w * amount, "aa": w * w * amount * amount}
    return placed.groupBy("area_id").agg(
        F.count(F.lit(1)).alias("n"),
        F.count_if(F.col("h").isNull()).alias("unknown"),
        *(F.sum(exact(value)).cast("double").alias(name) for name, value in logs.items()),
        *(summed(value).alias(name) for name, value in money.items()),
        measured(F.col("member_id"), amount, y).alias("cell"),
    )


def _group_sums(placed: DataFrame) -> DataFrame:
    bought = placed.select("area_id", "w", "amount", F.explode("group_amounts").alias("category_group", "spent"))
    w, spent = F.col("w"), F.col("spent")
    money = {"sc": w * spent, "scc": w * w * spent * spent, "sca": w * w * spent * F.col("amount")}
    return (
        bought.filter("spent > 0")
        .groupBy("area_id", "category_group")
        .agg(
            F.count(F.lit(1)).alias("n"),
            *(summed(value).alias(name) for name, value in money.items()),
        )
    )


def _or_none(values: FloatArray) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]


STEP = Step(
    output=DIRECT_ESTIMATES,
    inputs={"members": MEMBER_FEATURES, "weights": MEMBER_WEIGHTS, "areas": AREA_FEATURES, "places": SILVER_AREAS},
    build=build,
    settings=Settings,
)
