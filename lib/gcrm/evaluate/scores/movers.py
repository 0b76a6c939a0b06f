"""Members who went from one type to another on purpose, against the movements between segments that were seen."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score, ratio, share
from gcrm.marts.segment_migrations import MIGRATIONS
from gcrm.models.segments.members import SEGMENT_MEMBERS

FOLLOWED, STAYED, ENOUGH = 0.5, 0.5, 30


def measure(given: Given) -> list[Measure]:
    """Movers who changed segment between the two days of the last matrix, others who stayed, and the biggest flow."""
    matrix = given.read(MIGRATIONS)
    days = matrix.select("since", "as_of").first()
    if days is None:
        return [Measure("moved on purpose", "no two days of segments to compare")]
    stored = given.lake.read(SEGMENT_MEMBERS)
    then, now = (stored.filter(F.col("as_of") == F.lit(days[name])) for name in ("since", "as_of"))
    both = then.select("member_id", F.col("segment").alias("then")).join(
        now.select("member_id", F.col("segment").alias("now")), "member_id"
    )
    biggest = matrix.filter("rank = 1").select("from_segment", "to_segment").first()
    return compared(
        both.join(given.members().select("member_id", "has_moved"), "member_id"), tuple(biggest) if biggest else None
    )


def compared(both: DataFrame, biggest: tuple[int, ...] | None) -> list[Measure]:
    """`both`: then, now (segments), has_moved; one row a member. `biggest`: the pair of the first row of the matrix."""
    cells = both.groupBy("then", "now", "has_moved").agg(F.count(F.lit(1)).alias("n")).collect()
    counts = {(bool(c["has_moved"]), c["then"], c["now"]): c["n"] for c in cells}

    def total(has_moved: bool, changed: bool | None = None) -> int:
        wanted = (n for (moved, a, b), n in counts.items() if moved == has_moved and changed in (None, a != b))
        return sum(wanted)

    movers, others = total(True), total(False)
    stayed = total(False, changed=False)
    said = f"{share(stayed, others)} of {others:,} members who did not move kept their segment"
    kept = Measure("others who stay", said, ratio(stayed, others), "share", 1.0, STAYED, n=others, enough=ENOUGH)
    if not movers:
        return [Measure("moved on purpose", "nobody was moved (lifestyles.moved is 0, or its day is to come)"), kept]
    went = total(True, changed=True)
    seen = f"{share(went, movers)} of {movers:,} members who were moved changed their segment"
    theirs = max(((n, a, b) for (moved, a, b), n in counts.items() if moved and a != b), default=None)
    is_first = float(theirs is not None and biggest == theirs[1:])
    first = "is theirs" if is_first else "is another's"
    return [
        Measure("moved on purpose", seen, ratio(went, movers), "share", 1.0, FOLLOWED, n=movers, enough=ENOUGH),
        Measure(
            "biggest movement", f"the first row of the matrix {first}", is_first, "", 1.0, 1.0, n=movers, enough=ENOUGH
        ),
        kept,
    ]


SCORE = Score(
    "movers", "movements between segments against those made on purpose", (MIGRATIONS, SEGMENT_MEMBERS), measure
)
