"""One row per partner's own definition of purchasing power and area: the partner's mix of category groups, as an index.

A definition weighs category groups of marts.area_power, per head or in total, at one level of areas; definitions stand
side by side. Its interval adds up those of the groups as if all erred together, so it is no narrower than it should be.
The index is 100 in the mean area by people; where areas cannot be told apart it is 100 everywhere.
"""

from dataclasses import dataclass, field
from functools import reduce
from typing import Literal

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Rule, Snapshots, Table, Unique
from gcrm.core.errors import UsageError, unknown
from gcrm.core.frames import small
from gcrm.marts.area_power import AREA_POWER
from gcrm.models.purchasing_power import JOB
from gcrm.silver.areas import SILVER_AREAS

_WHOLE = 1e-6  # by which weights may miss 1

DEFINED_POWER = Table(
    name="marts.defined_power",
    doc=__doc__,
    key=("definition", "area_id", "as_of"),
    fields=(
        Field("definition", "string", "Name of the definition in the coalition's configuration"),
        Field("area_id", "string", "Official code of the area"),
        Field("level", "string", "Area level", required=True),
        Field("name", "string", "Official name", required=True),
        Field("as_of", "date", "Day for which it holds"),
        Field("n_members", "bigint", "Active members who live there", required=True, home=True),
        Field("power_p10", "double", "Below this with at most 10% probability", unit="currency", home=True),
        Field(
            "power_p50",
            "double",
            "Median; null where a total is asked for and people are not counted",
            unit="currency",
            home=True,
        ),
        Field("power_p90", "double", "Above this with at most 10% probability", unit="currency", home=True),
        Field("index", "double", "100 = mean over people of the level", home=True),
        Field("areas_differ", "boolean", "Whether areas can be told apart at all", required=True),
    ),
    rules=(Rule("interval_is_in_order", "power_p50 IS NULL OR (power_p10 <= power_p50 AND power_p50 <= power_p90)"),),
    checks=(Unique(("definition", "area_id", "as_of")), References("area_id", SILVER_AREAS)),
    load=Snapshots(),
)


@dataclass(frozen=True)
class Definition:
    """`weights`: of category groups, adding up to 1. `per`: of a typical member (`member`), a head of the population
    (`head`), or all who live there (`area`). `level`: of the areas; None takes every level."""

    weights: dict[str, float]
    per: Literal["member", "head", "area"] = "member"
    level: str | None = None

    def __post_init__(self) -> None:
        total = sum(self.weights.values())
        if not self.weights or min(self.weights.values()) < 0 or abs(total - 1) > _WHOLE:
            raise ValueError(f"weights add up to {total:g}; positive ones that add up to 1 work.")


@dataclass(frozen=True)
class Settings:
    """`definitions`: by name."""

    definitions: dict[str, Definition] = field(default_factory=dict)


def build(power: DataFrame, settings: Settings) -> DataFrame:
    """A map over the mart for each definition; raises UsageError for a group that is none."""
    asked = {group for one in settings.definitions.values() for group in one.weights}
    if asked:
        known = {row["category_group"] for row in power.select("category_group").distinct().collect()}
        for group in sorted(asked - known) if known else ():
            raise UsageError(
                f"{unknown('category group', group, known)} A definition of marts.defined_power weighs it."
            )
    made = [_defined(power, name, one) for name, one in settings.definitions.items()]
    nothing = small(power.sparkSession, ", ".join(f"`{f.name}` {f.type}" for f in DEFINED_POWER.fields))
    return reduce(DataFrame.unionByName, made, nothing)


def _defined(power: DataFrame, name: str, given: Definition) -> DataFrame:
    weight = _weights(given.weights)
    mine = power.filter(F.col("category_group").isin(*given.weights))
    if given.level is not None:
        mine = mine.filter(F.col("level") == given.level)
    # Of a group its quantiles stand to each other as those of its level do.
    head, people = F.col("per_head") / F.col("power_mean"), F.col("n_people")
    scale = {"member": F.lit(1.0), "head": head, "area": head * people}[given.per]
    sums = {f"power_{q}": F.sum(weight * F.col(f"power_{q}") * scale) for q in ("p10", "p50", "p90")}
    added = mine.groupBy("area_id", "level", "name", "as_of").agg(
        F.max("n_members").alias("n_members"),
        F.max("n_people").alias("_people"),
        F.max("areas_differ").alias("areas_differ"),
        *(value.alias(key) for key, value in sums.items()),
    )
    level, people = Window.partitionBy("level"), F.coalesce("_people", F.lit(1.0))
    if given.per == "area":
        people = F.lit(1.0)
    mean = F.try_divide(F.sum(F.col("power_p50") * people).over(level), F.sum(people).over(level))
    index = F.when(F.col("areas_differ"), F.try_divide(100 * F.col("power_p50"), mean)).otherwise(100.0)
    return added.withColumns({"definition": F.lit(name), "index": index}).select(*DEFINED_POWER.columns)


def _weights(weights: dict[str, float]) -> Column:
    made = F.lit(0.0)
    for group, weight in weights.items():
        made = F.when(F.col("category_group") == group, weight).otherwise(made)
    return made


STEP = Step(output=DEFINED_POWER, inputs={"power": AREA_POWER}, build=build, settings=Settings, job=JOB)
