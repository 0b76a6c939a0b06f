"""Rules of rows and files against what was planted: what was found, what was missed, what was refused for nothing."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.evaluate.line import Given, Line, share
from gcrm.ops.deliveries import DELIVERIES
from gcrm.ops.quarantine import QUARANTINE
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.simulate.files.dirt import EXPECTED, QUARANTINED
from gcrm.simulate.files.systems import SYSTEMS

SUPERSEDED = "superseded"
TABLES = [f"vault.tills_{name}" for name in SYSTEMS]


def lines(given: Given) -> list[Line]:
    """Precision and recall of the rules of basket lines, then each kind of defect with what became of it."""
    rows = judged(given)
    counted = rows.groupBy("kind", "expected", "is_quarantined").agg(F.count(F.lit(1)).alias("n")).collect()
    n = {(row["kind"], row["expected"], row["is_quarantined"]): row["n"] for row in counted}
    planted = sum(count for (kind, expected, _), count in n.items() if kind and expected == QUARANTINED)
    found = sum(count for (kind, expected, there), count in n.items() if kind and there and expected == QUARANTINED)
    refused = sum(count for (_, _, there), count in n.items() if there)
    told = [
        Line(
            "rows", "recall of row rules", f"{share(found, planted)}: {found:,} of {planted:,} planted defects refused"
        ),
        Line(
            "rows",
            "precision of row rules",
            f"{share(found, refused)}: {found:,} of {refused:,} refused were planted",
        ),
    ]
    for kind, (becomes, _) in EXPECTED.items():
        mine = {key: count for key, count in n.items() if key[0] == kind}
        gone = sum(count for (_, expected, _), count in mine.items() if expected == SUPERSEDED)
        there = sum(count for (_, expected, is_in), count in mine.items() if is_in and expected != SUPERSEDED)
        every = sum(mine.values()) - gone
        later = f", {gone:,} more corrected by a later delivery" if gone else ""
        told.append(Line("rows", kind, f"{every:,} planted, {there:,} refused; meant to be {becomes}{later}"))
    return told + _deliveries(given)


def judged(given: Given) -> DataFrame:
    """One row per planted or refused line: file, line, kind (null: nothing was planted), expected, is_quarantined."""
    corrected = given.truth("deliveries").filter("kind = 'corrected' AND path NOT LIKE '%_corrected.%'").select("path")
    first = corrected.withColumn("is_first", F.lit(True))
    becomes = F.create_map(*(F.lit(part) for kind, (outcome, _) in EXPECTED.items() for part in (kind, outcome)))
    planted = (
        given.truth("defects")
        .join(first, "path", "left")
        .select(
            F.col("path").alias("file"),
            "line",
            "kind",
            F.when(F.col("is_first"), SUPERSEDED).otherwise(becomes[F.col("kind")]).alias("expected"),
        )
    )
    is_line = F.col("table_name").isin([TRANSACTIONS.name, *TABLES])
    refused = given.lake.read(QUARANTINE).filter(is_line).select("file", "line").distinct()
    both = planted.join(refused.withColumn("is_in", F.lit(True)), ["file", "line"], "full")
    return both.select("file", "line", "kind", "expected", F.coalesce("is_in", F.lit(False)).alias("is_quarantined"))


def _deliveries(given: Given) -> list[Line]:
    counted = given.truth("deliveries").groupBy("kind").agg(F.count(F.lit(1)).alias("n")).collect()
    planted = {row["kind"]: row["n"] for row in counted}
    tills = F.col("table_name").isin(TABLES)
    seen = given.lake.read(DELIVERIES).filter(tills).groupBy("status").agg(F.count(F.lit(1)).alias("n")).collect()
    status = {row["status"]: row["n"] for row in seen}
    again, odd = status.get("repeated", 0), sum(planted.get(k, 0) for k in ("recased", "reordered", "new_layout"))
    return [
        Line("files", "sent twice", f"{again:,} of {planted.get('twice', 0):,} recognised as content that was there"),
        Line(
            "files", "other layouts", f"{odd:,} changes of headers planted; {status.get('refused', 0):,} files refused"
        ),
        Line("files", "missing", f"{planted.get('missing', 0):,} never came; nothing tells of them"),
    ]
