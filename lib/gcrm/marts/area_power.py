"""One row per area of every level and category group: what members there could spend with the coalition, with an 80%
interval, and what it is known from.

Typical is the geometric mean, near the median: the level exp(theta) of which the interval speaks; `power_mean` is its
expectation exp(theta + mse / 2) (Aitchison and Brown 1957). `per_head` is the arithmetic mean over people, above the
typical because spend is skewed, and `total` that times the people: totals of areas add up to those of the areas that
hold them. It is spend with us so far, corrected for what is known to be spent elsewhere: no income, and no forecast.
Members are not the population; asking rents are not paid rents. The index is 100 where a typical member spends as in
the coalition as a whole, areas weighted by their members; where areas cannot be told apart it is 100 everywhere.
"""

from statistics import NormalDist

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Rule, Snapshots, Table, Unique
from gcrm.core.exact import exact, summed
from gcrm.features import nesting
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.category_groups import ALL
from gcrm.models.purchasing_power import JOB
from gcrm.models.purchasing_power.estimates import BOTH, ESTIMATES
from gcrm.models.purchasing_power.member_variances import MEMBER, MEMBER_VARIANCES
from gcrm.silver.areas import SILVER_AREAS

_Z90 = NormalDist().inv_cdf(0.9)
EVIDENCE = ("members", "census", "real_estate", "neighbours")
QUANTILES = ("power_mean", "power_p10", "power_p50", "power_p90")

AREA_POWER = Table(
    name="marts.area_power",
    doc=__doc__,
    key=("area_id", "category_group", "as_of"),
    fields=(
        Field("area_id", "string", "Official code of the area"),
        Field("level", "string", "Area level", required=True),
        Field("name", "string", "Official name", required=True),
        Field("region_code", "string", "State or province"),
        Field("parent_area_id", "string", "Area of the next higher level"),
        Field("category_group", "string", f"{ALL}, or a group of features.category_groups"),
        Field("as_of", "date", "Day for which the estimate holds"),
        Field("n_members", "bigint", "Active members who live there", required=True, home=True),
        Field("n_people", "double", "People who live there (features.areas); null where they are not known"),
        Field(
            "direct_mean", "double", "Geometric mean spend of those members; null without", unit="currency", home=True
        ),
        Field("power_mean", "double", "Expected spend of a typical member", required=True, unit="currency", home=True),
        Field(
            "power_p10",
            "double",
            "The level is below this with 10% probability",
            required=True,
            unit="currency",
            home=True,
        ),
        Field("power_p50", "double", "Median of the level", required=True, unit="currency", home=True),
        Field(
            "power_p90",
            "double",
            "The level is below this with 90% probability",
            required=True,
            unit="currency",
            home=True,
        ),
        Field(
            "per_head",
            "double",
            "Mean over people, were they all active members",
            required=True,
            unit="currency",
            home=True,
        ),
        Field("total", "double", "Of all people who live there: adds up over areas", unit="currency", home=True),
        Field("total_p10", "double", "The total is below this with 10% probability", unit="currency", home=True),
        Field("total_p90", "double", "The total is below this with 90% probability", unit="currency", home=True),
        Field("index", "double", "100 = member-weighted mean of power_mean; null where nobody has members", home=True),
        Field(
            "weight_of_members",
            "double",
            "Weight of the area's own members in the estimate, 0 to 1",
            required=True,
            home=True,
        ),
        *(
            Field(f"{kind}_share", "double", f"Share of the evidence that is {said}, 0 to 1", required=True, home=True)
            for kind, said in (
                ("census", "published indicators"),
                ("real_estate", "rents and prices"),
                ("neighbours", "members of other areas"),
            )
        ),
        Field("is_extrapolation", "boolean", "No members, and unlike every area that has some", required=True),
        Field("areas_differ", "boolean", "Whether areas can be told apart at all", required=True),
        Field("verdict", "string", "What tells them apart, or why they are not, in words", required=True),
        Field("method", "string", "What the estimate is made from", required=True),
        *(
            Field(f"model_{name}", "double", "The same, had the area no members", required=True, unit="currency")
            for name in QUANTILES
        ),
    ),
    rules=(
        Rule("interval_is_in_order", "power_p10 <= power_p50 AND power_p50 <= power_p90"),
        Rule(
            "evidence_adds_up",
            "abs(weight_of_members + census_share + real_estate_share + neighbours_share - 1) < 1e-6",
        ),
        Rule("one_figure_for_all_has_no_index", "areas_differ OR index IS NULL OR abs(index - 100) < 1e-6"),
    ),
    checks=(Unique(("area_id", "category_group", "as_of")), References("area_id", SILVER_AREAS)),
    load=Snapshots(),
)


def build(estimates: DataFrame, areas: DataFrame, places: DataFrame, variances: DataFrame) -> DataFrame:
    """Levels of areas and groups, added up over all that an area lies in, then back to money."""
    skew = F.exp(F.coalesce(F.max("value"), F.lit(0.0)) / 2).alias("skew")
    spread = F.broadcast(variances.filter(F.col("name") == MEMBER).agg(skew))
    above = nesting.around(places).select(F.col("area_id").alias("_below"), F.explode("around").alias("area_id"))
    found = _summed(_each(estimates, areas), above).crossJoin(spread)
    named = places.select("area_id", "level", "name", "region_code", "parent_area_id")
    every = Window.partitionBy("category_group")
    members, mean = F.when(F.col("is_modelled"), F.col("n_members")), F.col("power_mean")
    base = F.try_divide(F.sum(exact(mean * members)).over(every).cast("double"), F.sum(members).over(every))
    # One figure for all is the same to the last digit that two ways of adding up agree on.
    index = F.when(base.isNotNull(), F.when(F.col("areas_differ"), 100 * mean / base).otherwise(100.0))
    told = found.withColumns(_money("", "") | _money("model_", "model_")).withColumns(
        {
            "per_head": mean * F.col("skew"),
            "total": mean * F.col("skew") * F.col("n_people"),
            "index": index,
        }
    )
    ends = {f"total_{end}": F.col(f"power_{end}") * F.col("skew") * F.col("n_people") for end in ("p10", "p90")}
    return told.withColumns(ends).join(named, "area_id").select(*AREA_POWER.columns)


def _each(estimates: DataFrame, areas: DataFrame) -> DataFrame:
    """One row per modelled area and group: level and error on the log scale, ours and of the model alone."""
    whole = F.struct(
        F.lit(ALL).alias("category_group"),
        F.lit(1.0).alias("share"),
        F.lit(1.0).alias("usual"),
        F.lit(0.0).alias("mse"),
    )
    # A share is known in the mean, so that means and totals of groups add up to those of all.
    people = areas.select("area_id", "n_people")
    divided = estimates.withColumn("group", F.explode(F.concat(F.array(whole), "groups")))
    group = F.col("group")
    return divided.join(people, "area_id", "left").select(
        "area_id", "as_of", "n_members", "n_people", group["category_group"].alias("category_group"),
        (F.col("theta") + F.log(group["share"]) - group["mse"] / 2).alias("theta"),
        (F.col("mse") - F.col("shared_mse") + group["mse"]).alias("alone"),
        F.col("shared_mse").alias("shared"),
        (F.col("synthetic") + F.log(group["usual"]) - group["mse"] / 2).alias("model_theta"),
        (F.col("synthetic_mse") + group["mse"]).alias("model_alone"),
        F.lit(0.0).alias("model_shared"),
        F.when(group["category_group"] == ALL, F.exp("direct")).alias("direct_mean"),
        *(F.col(name) for name in ("gamma", "census", "real_estate", "neighbours")),
        *("is_extrapolation", "areas_differ", "verdict", "method"),
    )  # fmt: skip


def _summed(each: DataFrame, above: DataFrame) -> DataFrame:
    """Areas of all levels: sums over the modelled areas in them, by people where these are counted."""
    own = each.withColumnRenamed("area_id", "_below").join(F.broadcast(above), "_below")
    is_modelled = F.col("_below") == F.col("area_id")
    weight = F.coalesce("n_people", F.lit(1.0))
    sums = {}
    for kind in ("", "model_"):
        worth = weight * F.exp(F.col(f"{kind}theta") + (F.col(f"{kind}alone") + F.col(f"{kind}shared")) / 2)
        sums[f"{kind}worth"] = summed(worth)
        sums[f"{kind}alone_worth"] = summed(worth**2 * F.col(f"{kind}alone"))
        sums[f"{kind}shared_worth"] = summed(worth * F.sqrt(f"{kind}shared"))
    worth = weight * F.exp("theta")
    evidence = {
        name: summed(worth * F.col(name)) / summed(worth) for name in ("gamma", "census", "real_estate", "neighbours")
    }
    grouped = own.groupBy("area_id", "category_group", "as_of").agg(
        F.sum("n_members").alias("n_members"),
        F.when(F.count("n_people") == F.count(F.lit(1)), F.sum("n_people")).alias("n_people"),
        F.sum(weight).alias("weight"),
        F.max(F.when(is_modelled, F.col("direct_mean"))).alias("direct_mean"),
        F.max(is_modelled).alias("is_modelled"),
        *(value.alias(name) for name, value in {**sums, **evidence}.items()),
        (F.avg(F.col("is_extrapolation").cast("int")) > 0.5).alias("is_extrapolation"),
        F.max("areas_differ").alias("areas_differ"),
        F.max("verdict").alias("verdict"),
        F.when(F.max(F.col("method") == BOTH), BOTH).otherwise(F.max("method")).alias("method"),
    )
    renamed = {"gamma": "weight_of_members", **{name: f"{name}_share" for name in EVIDENCE[1:]}}
    return grouped.withColumnsRenamed(renamed)


def _money(kind: str, prefix: str) -> dict[str, Column]:
    """Mean and quantiles of the level per head; errors that areas share do not average out, those of their own do."""
    worth = F.col(f"{kind}worth")
    mean = worth / F.col("weight")
    error = (F.col(f"{kind}alone_worth") + F.col(f"{kind}shared_worth") ** 2) / worth**2
    middle, reach = mean * F.exp(-error / 2), _Z90 * F.sqrt(error)
    values = (mean, middle * F.exp(-reach), middle, middle * F.exp(reach))
    return {f"{prefix}{name}": value for name, value in zip(QUANTILES, values, strict=True)}


STEP = Step(
    output=AREA_POWER,
    inputs={"estimates": ESTIMATES, "areas": AREA_FEATURES, "places": SILVER_AREAS, "variances": MEMBER_VARIANCES},
    build=build,
    job=JOB,
)
