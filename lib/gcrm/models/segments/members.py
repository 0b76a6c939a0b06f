"""One row per member: the segment whose centre is nearest, and how far from it the member is."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.fit import Fit, chosen
from gcrm.models.segments.nearest import nearest
from gcrm.models.segments.scaling import scaled

_MADE = (
    *(("segment", "int"), ("distance", "double"), ("confidence", "double")),
    *(("second_segment", "int"), ("is_unassigned", "boolean")),
)

SEGMENT_MEMBERS = Table(
    name="models.segment_members",
    doc=__doc__,
    key=("member_id", "as_of"),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which the segment holds"),
        Field("segment", "int", "Number of the segment", required=True),
        Field("distance", "double", "To the own centre, on the scaled features", required=True),
        Field("confidence", "double", "Share of the member that is the segment's, by the mixture"),
        Field("second_segment", "int", "The segment that is next likeliest; null where there is one only"),
        Field("is_unassigned", "boolean", "Farther than 99.5% of the segment's members were at its fit"),
    ),
    rules=(
        Rule("distance_is_not_negative", "distance >= 0"),
        Rule("segment_is_a_number_from_1", "segment >= 1"),
        Rule("confidence_is_a_share", "confidence IS NULL OR confidence BETWEEN 0 AND 1"),
    ),
    checks=(Unique(("member_id", "as_of")),),
    load=Snapshots(),
)


def build(members: DataFrame, choices: DataFrame) -> DataFrame:
    """One map pass over members, by expressions made of the parameters; no rows where there are no segments."""
    fit = chosen(choices)
    if fit is None:
        return members.limit(0).select("member_id", "as_of", *(F.lit(None).cast(kind).alias(n) for n, kind in _MADE))
    x = [F.col(f"x{i}") for i in range(len(fit.scales))]
    near, distance = F.col("n")["i"], F.sqrt(F.col("n")["d2"])
    seen = members.select("member_id", "as_of", *(scaled(scale).alias(f"x{i}") for i, scale in enumerate(fit.scales)))
    logs = F.array(*(component.log_density(x) for component in fit.components)).alias("logs")
    return seen.select("member_id", "as_of", nearest(fit.centres, x).alias("n"), logs).select(
        "member_id",
        "as_of",
        fit.at(fit.segments, near).alias("segment"),
        distance.alias("distance"),
        _own_share(near).alias("confidence"),
        _second(fit, near).alias("second_segment"),
        (distance > fit.at(fit.radii, near)).alias("is_unassigned"),
    )


def _own_share(near: Column) -> Column:
    own = F.get("logs", near)
    return 1 / F.aggregate("logs", F.lit(0.0), lambda total, one: total + F.exp(one - own))


def _second(fit: Fit, near: Column) -> Column:
    others = [
        F.when(near != i, F.struct(F.get("logs", F.lit(i)).alias("log"), F.lit(segment).alias("segment")))
        for i, segment in enumerate(fit.segments)
    ]
    return F.array_max(F.array_compact(F.array(*others)))["segment"]


STEP = Step(output=SEGMENT_MEMBERS, inputs={"members": MEMBER_FEATURES, "choices": CHOICES}, build=build)
