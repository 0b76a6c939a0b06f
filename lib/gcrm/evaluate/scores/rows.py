"""Rules of rows against what was planted: what was found, what was missed, what was refused for nothing."""

from collections import Counter

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score, ratio, share
from gcrm.ops.quarantine import QUARANTINE
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.simulate.truth import SUPERSEDED

QUARANTINED = "quarantined"
RECALL, PRECISION = 1.0, 1.0  # every defect is one that a rule of the contracts names
Counts = Counter[tuple[str | None, str | None, bool]]  # of lines by kind, what they are meant to become, is_quarantined


def measure(given: Given) -> list[Measure]:
    """Recall and precision of the rules of basket lines, then each kind of defect with what became of it."""
    found = judged(given).groupBy("kind", "becomes", "is_quarantined").agg(F.count(F.lit(1)).alias("n")).collect()
    counts: Counts = Counter({(row["kind"], row["becomes"], row["is_quarantined"]): row["n"] for row in found})
    return [*overall(counts), *(of_kind(counts, kind, becomes) for kind, becomes in given.truth.kinds.items())]


def judged(given: Given) -> DataFrame:
    """One row per planted or refused line: file, line, kind (null: nothing was planted), becomes, is_quarantined."""
    tables = [TRANSACTIONS.name, *(f"vault.tills_{name}" for name in given.truth.tills)]
    refused = given.read(QUARANTINE).filter(F.col("table_name").isin(tables)).select("file", "line").distinct()
    both = given.truth.defects().join(refused.withColumn("is_in", F.lit(True)), ["file", "line"], "full")
    return both.select("file", "line", "kind", "becomes", F.coalesce("is_in", F.lit(False)).alias("is_quarantined"))


def overall(counts: Counts) -> list[Measure]:
    """Recall and precision over all kinds."""
    planted = sum(n for (kind, becomes, _), n in counts.items() if kind and becomes == QUARANTINED)
    found = sum(n for (kind, becomes, is_in), n in counts.items() if kind and is_in and becomes == QUARANTINED)
    refused = sum(n for (_, _, is_in), n in counts.items() if is_in)
    of_planted = f"{share(found, planted)}: {found:,} of {planted:,} planted defects refused"
    of_refused = f"{share(found, refused)}: {found:,} of {refused:,} refused were planted"
    return [
        Measure("recall of row rules", of_planted, ratio(found, planted), "share", 1.0, RECALL, n=planted),
        Measure("precision of row rules", of_refused, ratio(found, refused), "share", 1.0, PRECISION, n=refused),
    ]


def of_kind(counts: Counts, kind: str, becomes: str) -> Measure:
    """The share of a kind's lines that became what they are meant to."""
    mine = {key: n for key, n in counts.items() if key[0] == kind}
    gone = sum(n for (_, outcome, _), n in mine.items() if outcome == SUPERSEDED)
    there = sum(n for (_, outcome, is_in), n in mine.items() if is_in and outcome != SUPERSEDED)
    every = sum(mine.values()) - gone
    later = f", {gone:,} more corrected by a later delivery" if gone else ""
    says = f"{every:,} planted, {there:,} refused; meant to be {becomes}{later}"
    right = there if becomes == QUARANTINED else every - there
    return Measure(kind, says, ratio(right, every), "share", 1.0, n=every)


SCORE = Score("rows", "rules of basket lines against the planted defects", (QUARANTINE,), measure)
