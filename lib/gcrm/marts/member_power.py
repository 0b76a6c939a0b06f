"""One row per active member: what the member would spend in the same time again, with an 80% interval.

The posterior of the log of expected spend: the area's level as the prior, the member's own spend as the observation,
each by its precision (Gelman et al. 2013, 2.5). Who came often is believed; who came once is taken to be much like the
neighbours. It is spend with us, so far: no wallet and no income. Members whose area is not known, or not modelled, have
all members as their prior.
"""

from datetime import date
from statistics import NormalDist

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.purchasing_power import JOB
from gcrm.models.purchasing_power.estimates import ESTIMATES
from gcrm.models.purchasing_power.member_variances import MEAN, MEMBER, MEMBER_VARIANCES, TOTAL, VISIT, levelled
from gcrm.silver.areas import SILVER_AREAS

_Z90 = NormalDist().inv_cdf(0.9)

MEMBER_POWER = Table(
    name="marts.member_power",
    doc=__doc__,
    key=("member_id", "as_of"),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which it holds"),
        Field("area_id", "string", "Area in which the member lives; null where it is not known"),
        Field("n_visits", "bigint", "Days with a purchase", required=True),
        Field("amount", "decimal(18,2)", "Spent so far", required=True, unit="currency"),
        Field("power_p10", "double", "Expected spend is below this with 10% probability", required=True),
        Field("power_p50", "double", "Median of expected spend", required=True, unit="currency"),
        Field("power_p90", "double", "Expected spend is below this with 90% probability", required=True),
        Field("weight_of_own", "double", "Weight of the member's own spend, 0 to 1", required=True),
    ),
    rules=(
        Rule("interval_is_in_order", "power_p10 <= power_p50 AND power_p50 <= power_p90"),
        Rule("weight_is_a_weight", "weight_of_own BETWEEN 0 AND 1"),
    ),
    checks=(Unique(("member_id", "as_of")),),
    load=Snapshots(),
)


def build(
    members: DataFrame,
    areas: DataFrame,
    places: DataFrame,
    estimates: DataFrame,
    variances: DataFrame,
    as_of: date,
) -> DataFrame:
    """One map pass over members with four parameters; no rows where there are none."""
    rows = {row["name"]: row for row in variances.collect()}
    spent = levelled(members, areas, places, estimates)
    if not rows:
        spent = spent.limit(0)
    value = {name: rows[name]["value"] if rows else 0.0 for name in (VISIT, MEMBER, MEAN, TOTAL)}
    known = F.col("theta").isNotNull()
    prior = F.coalesce("theta", F.lit(value[MEAN]))
    spread = F.when(known, value[MEMBER]).otherwise(value[TOTAL])
    error = F.when(known, F.col("mse")).otherwise(0.0)
    middle, variance, weight = posterior(prior, spread, error, F.col("y"), (1 + value[VISIT]) / F.col("n_visits"))
    return spent.select(
        "member_id",
        F.lit(as_of).alias("as_of"),
        *("area_id", "n_visits", "amount"),
        F.exp(middle - _Z90 * F.sqrt(variance)).alias("power_p10"),
        F.exp(middle).alias("power_p50"),
        F.exp(middle + _Z90 * F.sqrt(variance)).alias("power_p90"),
        weight.alias("weight_of_own"),
    )


def posterior(
    prior: Column, spread: Column, error: Column, own: Column, noise: Column
) -> tuple[Column, Column, Column]:
    """Mean, variance and weight of the own observation, of a normal prior of variance `spread`, whose mean is itself
    known up to a variance of `error`.

    >>> frame = spark.sql("SELECT 1D AS prior, 3D AS spread, 0D AS error, 5D AS own, 1D AS noise")
    >>> tuple(frame.select(*posterior(*map(F.col, frame.columns))).first())
    (4.0, 0.75, 0.75)
    """
    weight = F.when(spread + noise > 0, spread / (spread + noise)).otherwise(0.0)
    return prior + weight * (own - prior), weight * noise + (1 - weight) ** 2 * error, weight


STEP = Step(
    output=MEMBER_POWER,
    inputs={
        "members": MEMBER_FEATURES,
        "areas": AREA_FEATURES,
        "places": SILVER_AREAS,
        "estimates": ESTIMATES,
        "variances": MEMBER_VARIANCES,
    },
    build=build,
    job=JOB,
)
