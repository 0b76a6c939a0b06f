"""Segments against the types that members truly are of."""

from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.stats.clustering import adjusted_rand_index

NAME = "agreement with true types"
AGREEMENT, ENOUGH = 0.3, 2000


def measure(given: Given) -> list[Measure]:
    """The adjusted Rand index of segments and true types."""
    pairs = given.read(SEGMENT_MEMBERS).join(given.members().select("member_id", "archetype"), "member_id")
    cells = pairs.groupBy("segment", "archetype").agg(F.count(F.lit(1)).alias("n")).collect()
    return [agreement({(cell["segment"], cell["archetype"]): cell["n"] for cell in cells})]


def agreement(counts: dict[tuple[int, int], int]) -> Measure:
    """The index of members counted by segment and type."""
    if not counts:
        return Measure.untold(NAME, "no member has a segment")
    rows, columns = (sorted({key[i] for key in counts}) for i in (0, 1))
    index = adjusted_rand_index([[counts.get((row, column), 0) for column in columns] for row in rows])
    words = f"{index:.2f} (adjusted Rand index; 1 is perfect, 0 is chance)"
    says = f"{words}, {len(rows)} segments for {len(columns)} true types"
    n = sum(counts.values())
    return Measure(NAME, says, index, "adjusted Rand index", 1.0, at_least=AGREEMENT, n=n, enough=ENOUGH)


SCORE = Score("segments", "segments against true types", (SEGMENT_MEMBERS,), measure)
