"""One row per area: what a typical active member there spends with the coalition, with an 80% interval and an index.

Typical is the geometric mean, near the median: the level exp(theta) of which the interval speaks; `power_mean` is its
expectation exp(theta + mse / 2) (Aitchison and Brown 1957). It is spend with us so far, not a wallet and not income;
members are not the population, asking rents are not paid rents. The index is 100 where a typical member spends as in
the coalition as a whole, areas weighted by their members. Areas without members are the model's word alone.
"""

from statistics import NormalDist

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Rule, Snapshots, Table, Unique
from gcrm.core.exact import exact
from gcrm.models.purchasing_power import JOB
from gcrm.models.purchasing_power.estimates import ESTIMATES
from gcrm.silver.areas import SILVER_AREAS

_Z90 = NormalDist().inv_cdf(0.9)

AREA_POWER = Table(
    name="marts.area_power",
    doc=__doc__,
    key=("area_id", "as_of"),
    fields=(
        Field("area_id", "string", "Official code of the area"),
        Field("level", "string", "Area level", required=True),
        Field("name", "string", "Official name", required=True),
        Field("region_code", "string", "State or province"),
        Field("parent_area_id", "string", "Area of the next higher level"),
        Field("as_of", "date", "Day for which the estimate holds"),
        Field("n_members", "bigint", "Active members who live there", required=True),
        Field("direct_mean", "double", "Geometric mean spend of those members; null without", unit="currency"),
        Field("power_mean", "double", "Expected spend of a typical member", required=True, unit="currency"),
        Field("power_p10", "double", "The level is below this with 10% probability", required=True, unit="currency"),
        Field("power_p50", "double", "Median of the level", required=True, unit="currency"),
        Field("power_p90", "double", "The level is below this with 90% probability", required=True, unit="currency"),
        Field("index", "double", "100 = member-weighted mean of power_mean; null where nobody has members"),
        Field("weight_of_members", "double", "Weight of the area's own members in the estimate, 0 to 1", required=True),
        Field("method", "string", "members and model, or model only", required=True),
    ),
    rules=(Rule("interval_is_in_order", "power_p10 <= power_p50 AND power_p50 <= power_p90"),),
    checks=(Unique(("area_id", "as_of")), References("area_id", SILVER_AREAS)),
    load=Snapshots(),
)


def build(estimates: DataFrame, places: DataFrame) -> DataFrame:
    """Back to money, beside the names of the areas."""
    named = places.select("area_id", "level", "name", "region_code", "parent_area_id")
    theta, error = F.col("theta"), F.sqrt("mse")
    every = Window.partitionBy(F.lit(1))
    expected = F.exp(theta + F.col("mse") / 2)
    members = F.col("n_members")
    total = F.sum(exact(expected * members)).over(every).cast("double")
    base = F.try_divide(total, F.sum(members).over(every))
    return estimates.join(named, "area_id").select(
        *("area_id", "level", "name", "region_code", "parent_area_id", "as_of", "n_members"),
        F.exp("direct").alias("direct_mean"),
        expected.alias("power_mean"),
        F.exp(theta - _Z90 * error).alias("power_p10"),
        F.exp(theta).alias("power_p50"),
        F.exp(theta + _Z90 * error).alias("power_p90"),
        (100 * expected / base).alias("index"),
        F.col("gamma").alias("weight_of_members"),
        "method",
    )


STEP = Step(output=AREA_POWER, inputs={"estimates": ESTIMATES, "places": SILVER_AREAS}, build=build, job=JOB)
