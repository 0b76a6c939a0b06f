"""One row per member: the segment whose centre is nearest, and how far from it the member is."""

from itertools import groupby
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments.centroids import CENTROIDS
from gcrm.models.segments.nearest import nearest
from gcrm.models.segments.scaling import Scale, scaled

_SCALE = ("feature", "transform", "median", "scale", "winsor")

SEGMENT_MEMBERS = Table(
    name="models.segment_members",
    doc=__doc__,
    key=("member_id", "as_of"),
    fields=(
        Field("member_id", "string", "Pseudonym of the member", pii="pseudonym"),
        Field("as_of", "date", "Day for which the segment holds"),
        Field("segment", "int", "Number of the segment", required=True),
        Field("distance", "double", "To the own centre, on the scaled features", required=True),
    ),
    rules=(Rule("distance_is_not_negative", "distance >= 0"), Rule("segment_is_a_number_from_1", "segment >= 1")),
    checks=(Unique(("member_id", "as_of")),),
    load=Snapshots(),
)


def build(members: DataFrame, centroids: DataFrame) -> DataFrame:
    """One map pass over members, by expressions made of the parameters; no rows where there are no segments."""
    rows = centroids.orderBy("segment", "position").collect()
    own = members.select("member_id", "as_of", _nearest(rows).alias("n")).filter("n IS NOT NULL")
    return own.select("member_id", "as_of", (F.col("n.i") + 1).alias("segment"), F.sqrt("n.d2").alias("distance"))


def _nearest(rows: list[Any]) -> Column:
    by_segment = [list(group) for _, group in groupby(rows, key=lambda row: row["segment"])]
    if not by_segment:
        return F.lit(None).cast("struct<d2:double,i:int>")
    scales = [Scale(*(row[name] for name in _SCALE)) for row in by_segment[0]]
    centres = tuple(tuple(row["centre"] for row in group) for group in by_segment)
    return nearest(centres, [scaled(scale) for scale in scales])


STEP = Step(output=SEGMENT_MEMBERS, inputs={"members": MEMBER_FEATURES, "centroids": CENTROIDS}, build=build)
