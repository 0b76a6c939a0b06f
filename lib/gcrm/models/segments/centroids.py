"""The parameters that members are scored by: the centre of each segment on each feature's frozen scale."""

from collections.abc import Iterable
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.models.segments.choices import CHOICES

CENTROIDS = Table(
    name="models.segment_centroids",
    doc=__doc__,
    key=("segment", "feature", "as_of"),
    fields=(
        Field("segment", "int", "Number of the segment: it stays when segments are fitted anew"),
        Field("feature", "string", "Column of features.members"),
        Field("as_of", "date", "Day for which the fit holds"),
        Field("position", "int", "Order of the feature in the model", required=True),
        Field("transform", "string", "log1p, asinh or linear: applied first", required=True),
        Field("median", "double", "Taken off the transformed value", required=True),
        Field("scale", "double", "Interquartile range as a standard deviation; divides", required=True),
        Field("winsor", "double", "The scaled value is cut at minus and plus this", required=True),
        Field("centre", "double", "Centre of the segment on the scaled feature", required=True),
        Field("radius", "double", "Distance within which 99.5% of the segment's members lay"),
        Field("centre_value", "double", "The same in the feature's own unit", required=True),
    ),
    rules=(Rule("scale_is_positive", "scale > 0"), Rule("centre_is_within_the_scale", "abs(centre) <= winsor + 1e-9")),
    checks=(Unique(("segment", "feature", "as_of")),),
    load=Snapshots(),
)


def build(choices: DataFrame) -> DataFrame:
    """The chosen row, one row per segment and feature."""
    chosen = choices.filter("is_chosen")
    features = chosen.select("as_of", "segments", "radii", F.posexplode("parameters").alias("position", "p"))
    centres = features.select("*", "p.*", F.posexplode("p.centres").alias("at", "centre"))
    return centres.select(
        F.get("segments", F.col("at")).alias("segment"),
        "feature",
        "as_of",
        "position",
        *("transform", "median", "scale", "winsor", "centre"),
        F.get("radii", F.col("at")).alias("radius"),
        _back().alias("centre_value"),
    )


def _back() -> Column:
    value = F.col("median") + F.col("scale") * F.col("centre")
    return (
        F.when(F.col("transform") == "log1p", F.expm1(value))
        .when(F.col("transform") == "asinh", F.sinh(value))
        .otherwise(value)
    )


def centres_of(rows: Iterable[Any]) -> dict[int, dict[str, float]]:
    """Segment to its centre on the scaled features, from rows of the table."""
    found: dict[int, dict[str, float]] = {}
    for row in rows:
        found.setdefault(row["segment"], {})[row["feature"]] = row["centre"]
    return found


STEP = Step(output=CENTROIDS, inputs={"choices": CHOICES}, build=build)
