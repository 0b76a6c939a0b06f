"""Segment portraits as anyone may see them: one row per segment and feature, without figures of small segments."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.frames import small
from gcrm.features.members import FIGURES, MEMBER_FEATURES
from gcrm.marts.portraits import PORTRAITS
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.publish.gate import WITHHELD, Settings, decide
from gcrm.publish.published import gated, published

PUBLISHED_PORTRAITS = published(
    PORTRAITS, doc=__doc__, withheld=("segment_name", "share", "value", "index"), optional=("value", "base", "index")
)


def build(portraits: DataFrame, members: DataFrame, segments: DataFrame, settings: Settings) -> DataFrame:
    """The portraits without name, size and figures of small segments, and without means of which few are known."""
    known = portraits.join(n_known(members, segments), ["segment", "feature"], "left")
    cell = F.concat_ws(" ", "segment", "feature").alias("_cell")
    means = decide(known.select("*", cell), "_cell", "_known", settings.min_members, "feature")
    decided = gated(means.withColumnRenamed(WITHHELD, "_few"), PUBLISHED_PORTRAITS, settings.min_members, ("segment",))
    enough = F.sum("_known").over(Window.partitionBy("feature")) >= settings.min_members
    figures = {
        **{name: F.when(~F.col("_few"), F.col(name)) for name in ("value", "index")},
        "base": F.when(enough, F.col("base")),
    }
    return decided.withColumns(figures).select(*PUBLISHED_PORTRAITS.columns)


def n_known(members: DataFrame, segments: DataFrame) -> DataFrame:
    """segment, feature, _known: members of whom the feature is known, as a mean of a large segment may be of few."""
    counts = [F.count(name).alias(name) for name in FIGURES]
    joined = members.join(segments.select("member_id", "segment"), "member_id")
    rows = joined.groupBy("segment").agg(*counts).collect()
    cells = [(row["segment"], name, row[name]) for row in rows for name in FIGURES]
    return small(members.sparkSession, "segment int, feature string, _known bigint", cells)


STEP = Step(
    output=PUBLISHED_PORTRAITS,
    inputs={"portraits": PORTRAITS, "members": MEMBER_FEATURES, "segments": SEGMENT_MEMBERS},
    build=build,
    settings=Settings,
)
