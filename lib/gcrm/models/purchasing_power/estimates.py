"""One row per area of the modelled level: log spend of a member there, from members, what is published, and neighbours.

Where areas can be told apart, BYM2 (Riebler et al. 2016) over the areas' Delaunay neighbours, averaged over what the
data leave open of its parameters; or Fay-Herriot's EBLUP with its published mean squared error, by `method`. Where
they cannot, every area has the same level, and its error holds how far areas may still be apart. `synthetic` is what
covariates alone say, as if nobody in the area were a member. What power means, and what it leaves out, stands at
models.area_direct_estimates.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Rule, Snapshots, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.category_groups import ALL, CATEGORY_GROUPS
from gcrm.features.places import centres
from gcrm.models.purchasing_power import habits, solving
from gcrm.models.purchasing_power.coefficients import AREA_VARIANCE, COEFFICIENTS, INTERCEPT, TOLD_APART
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES
from gcrm.models.purchasing_power.habits import HABITS_DIFFER, HABITS_ERROR
from gcrm.silver.areas import SILVER_AREAS
from gcrm.stats.checks import FloatArray

BOTH, BORROWED, MODEL_ONLY, SAME = "members and model", "neighbours and model", "model only", "one figure for all"
METHODS = (BOTH, BORROWED, MODEL_ONLY, SAME)
_LITTLE = 0.05  # of the evidence, below which neighbours are not named
RENT = ("log_rent_per_m2", "rent_is_known", "log_price_per_m2", "price_is_known")

ESTIMATES = Table(
    name="models.area_power_estimates",
    doc=__doc__,
    key=("area_id", "as_of"),
    fields=(
        Field("area_id", "string", "Area of the modelled level"),
        Field("as_of", "date", "Day for which the estimate holds"),
        Field("n_members", "bigint", "Members behind the direct estimate", required=True, home=True),
        Field("direct", "double", "Mean log spend of the members; null without", unit="log currency", home=True),
        Field("synthetic", "double", "What covariates alone say, x'b", required=True, unit="log currency"),
        Field("synthetic_mse", "double", "Mean squared error of that", required=True, unit="log currency^2"),
        Field("gamma", "double", "Weight of the area's own members, 0 to 1", required=True, home=True),
        Field("neighbours", "double", "Weight of the members of other areas, 0 to 1", required=True, home=True),
        Field("census", "double", "Weight of published indicators, 0 to 1", required=True, home=True),
        Field("real_estate", "double", "Weight of rents and prices, 0 to 1", required=True, home=True),
        Field("theta", "double", "The estimate: log spend of a member", required=True, unit="log currency", home=True),
        Field("mse", "double", "Mean squared error of theta", required=True, unit="log currency^2", home=True),
        Field("shared_mse", "double", "The part of it that areas have in common", required=True),
        Field(
            "groups",
            "array<struct<category_group:string,share:double,usual:double,mse:double>>",
            "How spend divides: share here, the usual one, and the mean squared error of the share's log; adds up to 1",
            required=True,
            home=True,
        ),
        Field("is_extrapolation", "boolean", "No members, and unlike every area that has some", required=True),
        Field("areas_differ", "boolean", "Whether areas can be told apart at all", required=True),
        Field("verdict", "string", "What tells them apart, or why they are not, in words", required=True),
        Field("method", "string", ", or ".join(METHODS), required=True),
    ),
    rules=(
        Rule("gamma_is_a_weight", "gamma BETWEEN 0 AND 1"),
        Rule("weights_add_up", "abs(gamma + neighbours + census + real_estate - 1) < 1e-6"),
        Rule("mse_is_not_negative", "mse >= 0 AND shared_mse >= 0"),
        Rule("method_is_known", f"method IN ({', '.join(repr(name) for name in METHODS)})"),
    ),
    checks=(Unique(("area_id", "as_of")), References("area_id", AREA_FEATURES)),
    load=Snapshots(),
)


@dataclass(frozen=True)
class Settings:
    """`method`: `averaged`, whose intervals also hold what is not known of the model; `alone`, the same without
    neighbours; or `reml` or `ml`, Fay-Herriot as published."""

    method: str = "averaged"

    def __post_init__(self) -> None:
        if self.method not in solving.METHODS:
            raise ValueError(f"method is {self.method}; {', '.join(solving.METHODS)} work.")


def build(
    direct: DataFrame,
    areas: DataFrame,
    places: DataFrame,
    groups: DataFrame,
    coefficients: DataFrame,
    settings: Settings,
    as_of: date,
) -> DataFrame:
    """One row per area comes to the driver, is solved there, and goes back; no rows where there is no model."""
    rows = {row["name"]: row for row in coefficients.filter("value IS NOT NULL").orderBy("position").collect()}
    if AREA_VARIANCE not in rows:
        return small(direct.sparkSession, schema(ESTIMATES))
    every = gathered(direct, areas, places)
    shares = direct.filter(F.col("category_group") != ALL).select("area_id", "category_group", "direct", "variance")
    usual = groups.groupBy("category_group").agg(F.sum(F.col("amount") / F.col("completeness")).alias("amount"))
    divided = Divided(shares.collect(), usual.filter("amount > 0").orderBy("category_group").collect())
    return small(direct.sparkSession, schema(ESTIMATES), estimated(every, divided, rows, settings.method, as_of))


def gathered(direct: DataFrame, areas: DataFrame, places: DataFrame) -> list[Row]:
    """A row per modelled area: its region, covariates `x`, where it lies, and the direct estimate if it has one."""
    ours = direct.filter(F.col("category_group") == ALL).select("area_id", "n_members", *habits.RAW, *habits.ADJUSTED)
    every = areas.select("area_id", "region_code", F.map_from_entries("covariates").alias("x")).join(
        ours, "area_id", "left"
    )
    return every.join(centres(places), "area_id", "left").orderBy("area_id").collect()


@dataclass(frozen=True)
class Divided:
    """How spend divides over groups: rows of direct shares by area, and rows of amounts over all members."""

    shares: list[Row]
    usual: list[Row]

    def over(self, ids: list[str], theta: FloatArray) -> dict[str, solving.Share]:
        """The shares of the areas `ids`, whose levels are `theta`."""
        total = sum(row["amount"] for row in self.usual)
        at = {area_id: i for i, area_id in enumerate(ids)}
        direct: dict[str, tuple[FloatArray, FloatArray]] = {}
        for row in self.shares:
            y, v = direct.setdefault(row["category_group"], (np.full(len(ids), np.nan), np.full(len(ids), np.nan)))
            if row["variance"] and row["area_id"] in at:
                y[at[row["area_id"]]], v[at[row["area_id"]]] = row["direct"], row["variance"]
        return solving.composition({r["category_group"]: r["amount"] / total for r in self.usual}, direct, theta)


def estimated(
    every: list[Row], divided: Divided, rows: dict[str, Row], method: str, as_of: date
) -> list[tuple[Any, ...]]:
    """A row of ESTIMATES for each of the areas `every`, in their order, by the coefficients `rows`."""
    names = [name for name, row in rows.items() if row["covariance"] is not None]
    beta = np.array([rows[name]["value"] for name in names])
    cov = np.array([[rows[i]["covariance"][j] for j in names] for i in names])
    areas = arrays_of(every, names, read(rows))
    synthetic = areas.x @ beta
    spread = np.clip((areas.x @ cov * areas.x).sum(axis=1), 0.0, None)
    differ = TOLD_APART not in rows or rows[TOLD_APART]["value"] > 0
    verdict = rows[TOLD_APART]["note"] if TOLD_APART in rows else ""
    a = rows[AREA_VARIANCE]["value"]
    found = solving.levels(areas, method) if differ else solving.one_for_all(areas, float(beta[0]), cov[0, 0], a)
    # Habits that are taken to be the same everywhere are off in common.
    habits_off = rows[HABITS_ERROR]["value"] if HABITS_ERROR in rows else 0.0
    rest = np.clip(1 - found.own - found.neighbours, 0.0, 1.0)
    kinds = ["real_estate" if name in RENT else "census" for name in names]
    parts = solving.shares_of_covariates(areas.x[:, 1:], beta[1:], kinds[1:])
    if len(names) == 1:
        parts = {"census": 1.0}
    within = spread[areas.sampled].max(initial=0.0)
    groups = divided.over([row["area_id"] for row in every], found.theta)
    return [
        (
            row["area_id"],
            as_of,
            row["n_members"] or 0,
            row["direct"],
            *map(float, (synthetic[i], a + spread[i] + habits_off, found.own[i], found.neighbours[i])),
            *(float(rest[i] * parts.get(kind, 0.0)) for kind in ("census", "real_estate")),
            *map(float, (found.theta[i], found.mse[i] + habits_off, found.shared[i] + habits_off)),
            [(name, float(g.share[i]), g.usual, float(g.mse[i])) for name, g in groups.items()],
            bool(row["direct"] is None and spread[i] > within),
            differ,
            verdict,
            _method(differ, row["direct"] is not None, found.neighbours[i]),
        )
        for i, row in enumerate(every)
    ]


def read(rows: dict[str, Row]) -> tuple[str, str]:
    """The names of the direct estimate, and of its variance, that the coefficients `rows` are of."""
    return habits.columns(HABITS_DIFFER not in rows or rows[HABITS_DIFFER]["value"] > 0)


def arrays_of(every: list[Row], names: list[str], columns: tuple[str, str]) -> solving.Areas:
    """The rows of `gathered` as arrays, with the covariates `names`; the direct estimates are in `columns`."""

    def column(name: str) -> FloatArray:
        return np.array([np.nan if row[name] is None else row[name] for row in every], dtype=float)

    x = np.array([[1.0 if name == INTERCEPT else row["x"][name] for name in names] for row in every], dtype=float)
    y, v = map(column, columns)
    known = v > 0
    x = x.reshape(len(every), len(names))
    # A covariate has a value everywhere, unless it is known of no area of a region; there it says nothing.
    x = np.where(np.isfinite(x), x, np.nanmean(np.where(np.isfinite(x), x, np.nan), axis=0, keepdims=True))
    nothing = np.where(known, y, np.nan), np.where(known, v, np.nan)
    return solving.Areas(x, *nothing, column("longitude"), column("latitude"))


def _method(differ: bool, own: bool, neighbours: float) -> str:
    if not differ:
        return SAME
    return BOTH if own else BORROWED if neighbours > _LITTLE else MODEL_ONLY


STEP = Step(
    output=ESTIMATES,
    inputs={
        "direct": DIRECT_ESTIMATES,
        "areas": AREA_FEATURES,
        "places": SILVER_AREAS,
        "groups": CATEGORY_GROUPS,
        "coefficients": COEFFICIENTS,
    },
    build=build,
    settings=Settings,
)
