"""Members who were reported as fitting no segment, against those who truly are of no type."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score, ratio, share
from gcrm.marts.deviations import DEVIATIONS
from gcrm.models.segments.members import SEGMENT_MEMBERS

ENOUGH = 10


def measure(given: Given) -> list[Measure]:
    """Precision and recall of the deviators that the simulation planted."""
    found = given.read(DEVIATIONS).select("member_id", F.lit(True).alias("is_found"))
    there = given.read(SEGMENT_MEMBERS).select("member_id").join(found, "member_id", "left")
    return compared(there.join(given.members().select("member_id", "is_odd"), "member_id"))


def compared(both: DataFrame) -> list[Measure]:
    """`both`: is_found (or null), is_odd; one row a member who buys."""
    is_found, is_odd = F.coalesce("is_found", F.lit(False)), F.col("is_odd")
    row = both.agg(
        F.count_if(is_odd).alias("odd"),
        F.count_if(is_found).alias("found"),
        F.count_if(is_odd & is_found).alias("right"),
    ).first()
    assert row is not None
    odd, found, right = row["odd"], row["found"], row["right"]
    if not odd:
        return [Measure("planted deviators", f"none was planted (lifestyles.deviators is 0); {found:,} reported")]
    precision = f"{share(right, found)}: {right:,} of {found:,} reported were planted"
    recall = f"{share(right, odd)}: {right:,} of {odd:,} planted were reported"
    return [
        Measure("precision of deviators", precision, ratio(right, found), "share", 1.0, n=found, enough=ENOUGH),
        Measure("recall of deviators", recall, ratio(right, odd), "share", 1.0, n=odd, enough=ENOUGH),
    ]


SCORE = Score("deviators", "members who fit no segment against those planted", (DEVIATIONS, SEGMENT_MEMBERS), measure)
