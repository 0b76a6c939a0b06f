"""Segments against the types that members truly are of."""

from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.stats.clustering import adjusted_rand_index

NAME = "agreement with true types"
# What the index must be, and what where types are so far apart (`lifestyles.contrast`) that they can be told.
AGREEMENT, SEPARABLE, CONTRAST, ENOUGH = 0.3, 0.7, 2.0, 2000


def measure(given: Given) -> list[Measure]:
    """The adjusted Rand index of segments and true types; who is of no type is left out."""
    typed = given.members().filter("NOT is_odd").select("member_id", "archetype")
    pairs = given.read(SEGMENT_MEMBERS).join(typed, "member_id")
    cells = pairs.groupBy("segment", "archetype").agg(F.count(F.lit(1)).alias("n")).collect()
    least = SEPARABLE if given.truth.place.scene.world.lifestyles.contrast >= CONTRAST else AGREEMENT
    return [agreement({(cell["segment"], cell["archetype"]): cell["n"] for cell in cells}, least)]


def agreement(counts: dict[tuple[int, int], int], at_least: float = AGREEMENT) -> Measure:
    """The index of members counted by segment and type; none where there is no stable number of segments."""
    if not counts:
        return Measure.untold(NAME, "no member has a segment")
    rows, columns = (sorted({key[i] for key in counts}) for i in (0, 1))
    if len(rows) == 1:
        return Measure(
            NAME, "members are one segment, for no number of segments is stable", None, "adjusted Rand index"
        )
    index = adjusted_rand_index([[counts.get((row, column), 0) for column in columns] for row in rows])
    words = f"{index:.2f} (adjusted Rand index; 1 is perfect, 0 is chance)"
    says = f"{words}, {len(rows)} segments for {len(columns)} true types"
    n = sum(counts.values())
    return Measure(NAME, says, index, "adjusted Rand index", 1.0, at_least=at_least, n=n, enough=ENOUGH)


SCORE = Score("segments", "segments against true types", (SEGMENT_MEMBERS,), measure)
