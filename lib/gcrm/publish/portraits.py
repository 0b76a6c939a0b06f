"""Segment portraits as anyone may see them: one row per segment and feature, without figures of small segments."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Table, Unique
from gcrm.features.members import FIGURES, MEMBER_FEATURES
from gcrm.marts.portraits import PORTRAITS
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.publish.gate import LEAST, WITHHELD, Settings, decide, unless_withheld

PUBLISHED_PORTRAITS = Table(
    name="publish.portraits",
    doc=__doc__,
    key=("segment", "feature"),
    fields=(
        Field("segment", "int", "Number of the segment"),
        Field("segment_name", "string", "What sets it apart, in words; null where withheld"),
        Field("n_members", "bigint", "Members of the segment; null where withheld", unit="members"),
        Field("share", "double", "Of all members in segments; null where withheld"),
        Field("feature", "string", "Column of features.members"),
        Field("value", "double", "Mean over its members of whom it is known; null where withheld or they are few"),
        Field("base", "double", "Mean over all members of whom it is known; null where they are few"),
        Field("index", "double", "100 * value / base; null where value is, or base is 0"),
        Field(WITHHELD, "boolean", "Too few members to show, or it would give away a segment that has", required=True),
    ),
    rules=(
        Rule("no_small_cell", f"n_members IS NULL OR n_members >= {LEAST}", "No segment of fewer members is shown"),
        Rule(
            "withheld_says_nothing",
            f"NOT {WITHHELD} OR coalesce(segment_name, n_members, share, value, index) IS NULL",
            "A withheld segment carries no figure of its members",
        ),
    ),
    checks=(Unique(("segment", "feature")),),
)


def build(portraits: DataFrame, members: DataFrame, segments: DataFrame, settings: Settings) -> DataFrame:
    """The portraits without name, size and figures of small segments, and without means of which few are known."""
    known = portraits.join(n_known(members, segments), ["segment", "feature"], "left")
    cell = F.concat_ws(" ", "segment", "feature").alias("_cell")
    means = decide(known.select("*", cell), "_cell", "_known", settings.min_members, "feature")
    decided = decide(means.withColumnRenamed(WITHHELD, "_few"), "segment", "n_members", settings.min_members)
    enough = F.sum("_known").over(Window.partitionBy("feature")) >= settings.min_members
    gated = decided.withColumns(unless_withheld("segment_name", "n_members", "share")).withColumns(
        {
            **{name: F.when(~(F.col("_few") | F.col(WITHHELD)), F.col(name)) for name in ("value", "index")},
            "base": F.when(enough, F.col("base")),
        }
    )
    return gated.select(*PUBLISHED_PORTRAITS.columns)


def n_known(members: DataFrame, segments: DataFrame) -> DataFrame:
    """segment, feature, _known: members of whom the feature is known, as a mean of a large segment may be of few."""
    counts = [F.count(name).alias(name) for name in FIGURES]
    joined = members.join(segments.select("member_id", "segment"), "member_id")
    rows = joined.groupBy("segment").agg(*counts).collect()
    cells = [(row["segment"], name, row[name]) for row in rows for name in FIGURES]
    return members.sparkSession.createDataFrame(cells, "segment int, feature string, _known bigint")


STEP = Step(
    output=PUBLISHED_PORTRAITS,
    inputs={"portraits": PORTRAITS, "members": MEMBER_FEATURES, "segments": SEGMENT_MEMBERS},
    build=build,
    settings=Settings,
)
