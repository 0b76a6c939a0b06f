"""One row per area with members: the level of its members, had they the ages and sexes of all; Battese-Harter-Fuller.

A second look at the direct estimate: where `level` is far from `own_mean`, it is who the members are, and not where
they live, that sets the area apart. The model of single members (Battese, Harter and Fuller 1988) is exact from the
moments of each area, which one aggregate gives.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Rule, Snapshots, Table, Unique
from gcrm.core.exact import exact
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features import nesting
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.purchasing_power.member_weights import KINDS, MEMBER_WEIGHTS, UNKNOWN
from gcrm.silver.areas import SILVER_AREAS
from gcrm.stats import unit_level
from gcrm.stats.checks import FloatArray, InvalidInputError, TooFewAreasError
from gcrm.stats.unit_level import Moments

UNIT_ESTIMATES = Table(
    name="models.area_unit_estimates",
    doc=__doc__,
    key=("area_id", "as_of"),
    fields=(
        Field("area_id", "string", "Area of the modelled level with at least one member"),
        Field("as_of", "date", "Day for which the estimate holds"),
        Field("n_members", "bigint", "Members with positive spend who live there", required=True, home=True),
        Field(
            "own_mean", "double", "Mean log spend of them, unweighted", required=True, unit="log currency", home=True
        ),
        Field(
            "level",
            "double",
            "The same, had they the ages and sexes of all",
            required=True,
            unit="log currency",
            home=True,
        ),
        Field("mse", "double", "Mean squared error of the level", required=True, unit="log currency^2", home=True),
        Field("gamma", "double", "Weight of the area's own members, 0 to 1", required=True, home=True),
    ),
    rules=(Rule("gamma_is_a_weight", "gamma BETWEEN 0 AND 1"), Rule("mse_is_not_negative", "mse >= 0")),
    checks=(Unique(("area_id", "as_of")), References("area_id", AREA_FEATURES)),
    load=Snapshots(),
)


def build(members: DataFrame, weights: DataFrame, areas: DataFrame, places: DataFrame, as_of: date) -> DataFrame:
    """One aggregate over members; a row per area and kind of member is then solved on the driver."""
    spark, kinds = members.sparkSession, weights.select(*KINDS, "n_members").collect()
    labels = {name: _labels([(row[name], row["n_members"]) for row in kinds]) for name in KINDS}
    x = [F.lit(1.0)] + [
        (F.coalesce(name, F.lit(UNKNOWN)) == label).cast("double") for name in KINDS for label in labels[name][1:]
    ]
    spend = F.coalesce("corrected_amount", F.col("amount").cast("double"))
    spent = members.filter("amount > 0").withColumn("y", F.log(spend)).filter("y IS NOT NULL")
    placed = spent.join(F.broadcast(nesting.up_to(areas, places)), "area_id")
    given, ids = moments(placed, F.col("modelled_area_id"), F.col("y"), x)
    try:
        rows = _solved(_told(given), ids, as_of)
    except (TooFewAreasError, InvalidInputError):
        rows = []
    return small(spark, schema(UNIT_ESTIMATES), rows)


def moments(frame: DataFrame, area: Column, y: Column, x: Sequence[Column]) -> tuple[Moments, list[str]]:
    """What the model must know of the units in `frame`, and the areas in order: counts and sums of `y`, of each of the
    covariates `x` and of all products, in one aggregate."""
    p = len(x)
    pairs = [(i, j) for i in range(p) for j in range(i, p)]
    sums = {
        "n": F.lit(1), "sy": y, "syy": y * y,
        **{f"x{i}": one for i, one in enumerate(x)},
        **{f"xy{i}": one * y for i, one in enumerate(x)},
        **{f"x{i}x{j}": x[i] * x[j] for i, j in pairs},
    }  # fmt: skip
    grouped = frame.groupBy(area.alias("_area")).agg(
        *(F.sum(exact(value)).cast("double").alias(name) for name, value in sums.items())
    )
    rows = grouped.orderBy("_area").collect()

    def column(name: str) -> FloatArray:
        return np.array([row[name] for row in rows], dtype=float)

    xx = np.zeros((len(rows), p, p))
    for i, j in pairs:
        xx[:, i, j] = xx[:, j, i] = column(f"x{i}x{j}")
    sx, sxy = (np.array([column(f"{kind}{i}") for i in range(p)]).reshape(p, len(rows)).T for kind in ("x", "xy"))
    return Moments(column("n"), column("sy"), column("syy"), sx, sxy, xx), [row["_area"] for row in rows]


def _labels(counted: Sequence[tuple[str, int]]) -> list[str]:
    """The labels of a kind, the most frequent first: it is the one that the others are compared with."""
    total: dict[str, int] = {}
    for label, n in counted:
        total[label] = total.get(label, 0) + n
    return sorted(total, key=lambda label: (-total[label], label))


def _told(given: Moments) -> Moments:
    """Without covariates that nobody in these areas has, or that those before them determine."""
    whole = given.sxx.sum(axis=0)
    length = np.sqrt(np.diag(whole))
    scaled = whole / np.maximum(np.outer(length, length), np.finfo(float).tiny)
    kept: list[int] = []
    for i in range(len(whole)):
        tried = [*kept, i]
        if np.linalg.matrix_rank(scaled[np.ix_(tried, tried)], tol=1e-9) == len(tried):
            kept = tried
    return Moments(
        given.n, given.sy, given.syy, given.sx[:, kept], given.sxy[:, kept], given.sxx[:, kept][:, :, kept]
    )  # fmt: skip


def _solved(given: Moments, ids: Sequence[str], as_of: date) -> list[tuple[object, ...]]:
    fitted = unit_level.fit(given)
    usual = np.tile(given.sx.sum(axis=0) / given.n.sum(), (len(ids), 1))
    level, mse = unit_level.predict(fitted, given, usual), unit_level.mse(fitted, given, usual)
    each = zip(ids, given.n, given.sy / given.n, level, np.maximum(mse, 0.0), fitted.gamma, strict=True)
    return [(area, as_of, int(n), *map(float, figures)) for area, n, *figures in each]


STEP = Step(
    output=UNIT_ESTIMATES,
    inputs={"members": MEMBER_FEATURES, "weights": MEMBER_WEIGHTS, "areas": AREA_FEATURES, "places": SILVER_AREAS},
    build=build,
)
