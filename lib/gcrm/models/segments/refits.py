"""One row per day: what was watched of the segments, whether they were fitted anew, and why.

A refit is the exception: it needs an alarm. Between two refits members are scored by the same centres, so a member's
segment changes only because the member does.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.models.segments.choices import CHOICES

REFITS = Table(
    name="models.segment_refits",
    doc=__doc__,
    key=("as_of",),
    fields=(
        Field("as_of", "date", "Day that was watched"),
        Field("is_refit", "boolean", "Whether segments were fitted on this day", required=True),
        Field("why", "string", "Why they were fitted, or why they stay", required=True),
        Field("fitted_on", "date", "Day of the fit that members are scored by", required=True),
        Field("k", "int", "Number of segments", required=True),
        Field("segments", "array<int>", "Their numbers", required=True),
        Field("chosen_because", "string", "Why so many", required=True),
        Field("moved", "string", "What moved most against the fit before: a feature, or the sizes of segments"),
        Field("stability_index", "double", "Population stability index of that; null where there was no fit before"),
        Field("unassigned_share", "double", "Members beyond the 99.5th percentile of the fit before"),
        Field("kept_share", "double", "Members of the sample whose segment a refit left; null where there was none"),
    ),
    rules=(Rule("the_fit_is_of_this_day_or_earlier", "fitted_on <= as_of"),),
    checks=(Unique(("as_of",)),),
    load=Snapshots(),
)


def build(choices: DataFrame) -> DataFrame:
    """The chosen row, without its parameters."""
    is_refit = F.col("fitted_on") == F.col("as_of")
    told = {
        "is_refit": is_refit,
        "chosen_because": F.col("reason"),
        "kept_share": F.when(is_refit, F.col("kept_share")),
    }
    return choices.filter("is_chosen").withColumns(told).select(*REFITS.columns)


STEP = Step(output=REFITS, inputs={"choices": CHOICES}, build=build)
