"""One row per active member: what the member could spend with the coalition in the time observed, by category group.

The posterior of the log of what is to be expected of such a member: the area's level as the prior, the member's own
corrected spend as the observation, each by its precision (Gelman et al. 2013, 2.5). Who came often is believed; who
came once is taken to be much like the neighbours. The interval is of this level: it holds no chance of single visits,
so it is no forecast of what the member will spend, and it is no income. Members whose area is not known, or not
modelled, have all members as their prior.

By group the level is divided as the area's spend divides, and as the member's own does, by how often the member came.
Headroom is what is left of the level in groups in which the member spent less than that. The second opinion is a high
quantile of spend among members of like areas; where it and the level are far apart, the two disagree.

All of these tell the area to who knows what the member spent. `power_alone` does not: it is the median of the level had
every member all members as the prior, so it is of the member's own spend alone.
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
from gcrm.models.purchasing_power.member_variances import (
    MEAN,
    MEMBER,
    MEMBER_VARIANCES,
    NAMES,
    SECOND,
    SECOND_SLOPE,
    TOTAL,
    VISIT,
    levelled,
)
from gcrm.silver.areas import SILVER_AREAS

_Z90 = NormalDist().inv_cdf(0.9)
_VISITS = 10.0  # of a member's own that tell as much of how spend divides as all that is known of the area
_APART = 2.0  # times: below one in this many, or above, the two opinions disagree
_GROUP = "struct<category_group:string,spent:double,power_p10:double,power_p50:double,power_p90:double,headroom:double>"

MEMBER_POWER = Table(
    name="marts.member_power",
    doc=__doc__,
    key=("member_id", "as_of"),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which it holds"),
        Field("area_id", "string", "Area in which the member lives; null where it is not known", home=True),
        Field("n_visits", "bigint", "Days with a purchase", required=True),
        Field("amount", "decimal(18,2)", "Spent with us so far", required=True, unit="currency"),
        Field("power_p10", "double", "The level is below this with 10% probability", required=True, home=True),
        Field("power_p50", "double", "Median of the level", required=True, unit="currency", home=True),
        Field("power_p90", "double", "The level is below this with 90% probability", required=True, home=True),
        Field(
            "power_alone", "double", "Median of the level, wherever the member lives", required=True, unit="currency"
        ),
        Field("weight_of_own", "double", "Weight of the member's own spend, 0 to 1", required=True, home=True),
        Field("wallet_share", "double", "Spent with us, of the level; at most 1", required=True, home=True),
        Field("headroom", "double", "Left to win, over all groups", required=True, unit="currency", home=True),
        Field("headroom_group", "string", "Group in which most is left to win; null where nothing is", home=True),
        Field(
            "second_opinion",
            "double",
            "What one in ten members of like areas exceeds",
            required=True,
            unit="currency",
            home=True,
        ),
        Field(
            "opinions_disagree",
            "boolean",
            "The level is above it, or surely under half of the area's",
            required=True,
            home=True,
        ),
        Field("groups", f"array<{_GROUP}>", "The same by category group", required=True, home=True),
    ),
    rules=(
        Rule("interval_is_in_order", "power_p10 <= power_p50 AND power_p50 <= power_p90"),
        Rule("weight_is_a_weight", "weight_of_own BETWEEN 0 AND 1"),
        Rule("wallet_share_is_a_share", "wallet_share BETWEEN 0 AND 1"),
        Rule("headroom_is_not_negative", "headroom >= 0"),
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
    """One map pass over members with a handful of parameters; no rows where there are none."""
    rows = {row["name"]: row for row in variances.collect()}
    spent = levelled(members, areas, places, estimates)
    if not rows:
        spent = spent.limit(0)
    value = {name: rows[name]["value"] if name in rows else 0.0 for name in NAMES}
    known = F.col("theta").isNotNull()
    prior = F.coalesce("theta", F.lit(value[MEAN]))
    spread = F.when(known, value[MEMBER]).otherwise(value[TOTAL])
    error = F.when(known, F.col("mse")).otherwise(0.0)
    noise = (1 + value[VISIT]) / F.col("n_visits")
    middle, variance, weight = posterior(prior, spread, error, F.col("y"), noise)
    alone, _, _ = posterior(F.lit(value[MEAN]), F.lit(value[TOTAL]), F.lit(0.0), F.col("y"), noise)
    second = F.exp(F.lit(value[SECOND]) + F.lit(value[SECOND_SLOPE]) * (prior - value[MEAN]))
    levels = spent.withColumns({"_middle": middle, "_reach": _Z90 * F.sqrt(variance), "_weight": weight})
    divided = levels.withColumns(
        {
            "power_p10": F.exp(F.col("_middle") - F.col("_reach")),
            "power_p50": F.exp("_middle"),
            "power_p90": F.exp(F.col("_middle") + F.col("_reach")),
            "second_opinion": second,
        }
    ).withColumn("groups", _groups().cast(f"array<{_GROUP}>"))
    headroom = F.aggregate("groups", F.lit(0.0), lambda so_far, group: so_far + group["headroom"])
    most = F.array_max(
        F.transform(
            "groups", lambda g: F.struct(g["headroom"].alias("headroom"), g["category_group"].alias("category_group"))
        )
    )
    return divided.select(
        "member_id",
        F.lit(as_of).alias("as_of"),
        *("area_id", "n_visits", "amount", "power_p10", "power_p50", "power_p90"),
        F.exp(alone).alias("power_alone"),
        F.col("_weight").alias("weight_of_own"),
        F.least(F.lit(1.0), F.col("amount").cast("double") / F.col("power_p50")).alias("wallet_share"),
        headroom.alias("headroom"),
        F.when(most["headroom"] > 0, most["category_group"]).alias("headroom_group"),
        "second_opinion",
        ((F.col("power_p50") > F.col("second_opinion")) | (F.col("power_p90") < F.exp(prior) / _APART)).alias(
            "opinions_disagree"
        ),
        "groups",
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


def _groups() -> Column:
    """What the member could spend by group: the level, divided as the area's spend and the member's own divide."""
    visits = F.col("n_visits").cast("double")
    trust = visits / (visits + _VISITS)
    whole = F.greatest(F.col("spend"), F.lit(1e-9))

    def group(one: Column) -> Column:
        spent = F.greatest(F.coalesce(F.col("group_amounts")[one["category_group"]], F.lit(0.0)), F.lit(0.0))
        share = trust * F.least(F.lit(1.0), spent / whole) + (1 - trust) * one["share"]
        # How far a share may be off comes on top of how far the level may be.
        reach = F.sqrt(F.col("_reach") ** 2 + _Z90**2 * (1 - trust) * one["mse"])
        middle = F.col("power_p50") * share
        return F.struct(
            one["category_group"].alias("category_group"),
            spent.alias("spent"),
            (middle * F.exp(-reach)).alias("power_p10"),
            middle.alias("power_p50"),
            (middle * F.exp(reach)).alias("power_p90"),
            F.greatest(middle - spent, F.lit(0.0)).alias("headroom"),
        )

    return F.transform("shares", group)


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
