"""One row per area of the modelled level: log spend of a member there, from members and model together.

EBLUP `gamma y + (1 - gamma) x'b` with `gamma = A / (A + v)`, and its mean squared error g1 + g2 + 2 g3 (Prasad and Rao
1990); an area without members has x'b alone, with mean squared error A + x'Cov(b)x (Rao and Molina 2015, chapter 6).
What power means, and what it leaves out, stands at models.area_direct_estimates.
"""

from collections.abc import Mapping
from datetime import date

from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Rule, Snapshots, Table, Unique
from gcrm.features.areas import AREA_FEATURES
from gcrm.models.purchasing_power.coefficients import AREA_VARIANCE, COEFFICIENTS, INTERCEPT
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES
from gcrm.warehouse.calendar import total

BOTH, MODEL_ONLY = "members and model", "model only"

ESTIMATES = Table(
    name="models.area_power_estimates",
    doc=__doc__,
    key=("area_id", "as_of"),
    fields=(
        Field("area_id", "string", "Area of the modelled level"),
        Field("as_of", "date", "Day for which the estimate holds"),
        Field("n_members", "bigint", "Members behind the direct estimate", required=True),
        Field("direct", "double", "Mean log spend of the members; null without", unit="log currency"),
        Field("synthetic", "double", "What the model expects, x'b", required=True, unit="log currency"),
        Field("gamma", "double", "Weight of the direct estimate, 0 to 1", required=True),
        Field("theta", "double", "The estimate: log spend of a member", required=True, unit="log currency"),
        Field("mse", "double", "Mean squared error of theta", required=True, unit="log currency^2"),
        Field("method", "string", f"{BOTH}, or {MODEL_ONLY}", required=True),
    ),
    rules=(
        Rule("gamma_is_a_weight", "gamma BETWEEN 0 AND 1"),
        Rule("mse_is_not_negative", "mse >= 0"),
        Rule("method_is_known", f"method IN ('{BOTH}', '{MODEL_ONLY}')"),
    ),
    checks=(Unique(("area_id", "as_of")), References("area_id", AREA_FEATURES)),
    load=Snapshots(),
)


def build(direct: DataFrame, areas: DataFrame, coefficients: DataFrame, as_of: date) -> DataFrame:
    """Scores every area in one map pass with the stored parameters; no rows where there is no model."""
    rows = {row["name"]: row for row in coefficients.filter("value IS NOT NULL").orderBy("position").collect()}
    ours = direct.filter("variance > 0").select("area_id", "n_members", "direct", "variance")
    every = areas.select("area_id", F.map_from_entries("covariates").alias("x")).join(ours, "area_id", "left")
    if AREA_VARIANCE not in rows:
        every = every.limit(0)
    return every.withColumns(scored(rows)).select(
        "area_id",
        F.lit(as_of).alias("as_of"),
        F.coalesce("n_members", F.lit(0).cast("long")).alias("n_members"),
        "direct",
        "synthetic",
        "gamma",
        F.when(F.col("gamma") > 0, _blended()).otherwise(F.col("synthetic")).alias("theta"),
        "mse",
        F.when(F.col("direct").isNull(), MODEL_ONLY).otherwise(BOTH).alias("method"),
    )


def scored(rows: Mapping[str, Row]) -> dict[str, Column]:
    """synthetic, gamma and mse of an area with a map `x` of covariates and, where it has members, `variance`."""
    head = rows.get(AREA_VARIANCE)
    a, var_a = (head["value"], head["se"] ** 2) if head else (0.0, 0.0)
    names = [name for name in rows if name != AREA_VARIANCE]
    x = {name: F.lit(1.0) if name == INTERCEPT else F.col("x")[name] for name in names}
    pairs = [x[i] * x[j] * rows[i]["covariance"][j] for i in names for j in names]
    spread = F.greatest(F.lit(0.0), total([F.lit(0.0), *pairs]))
    v = F.col("variance")
    gamma = F.coalesce(F.lit(a) / (F.lit(a) + v), F.lit(0.0))
    g1, g2, g3 = gamma * v, (1 - gamma) ** 2 * spread, (1 - gamma) ** 2 * var_a / (F.lit(a) + v)
    return {
        "synthetic": total([F.lit(0.0), *(x[name] * rows[name]["value"] for name in names)]),
        "gamma": gamma,
        "mse": F.when(v.isNull(), F.lit(a) + spread).otherwise(g1 + g2 + 2 * g3),
    }


def _blended() -> Column:
    return F.col("gamma") * F.col("direct") + (1 - F.col("gamma")) * F.col("synthetic")


STEP = Step(
    output=ESTIMATES,
    inputs={"direct": DIRECT_ESTIMATES, "areas": AREA_FEATURES, "coefficients": COEFFICIENTS},
    build=build,
)
