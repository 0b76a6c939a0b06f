"""What the ledger of deliveries says of files that were sent twice or written another way."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.evaluate.score import Given, Measure, Score, ratio
from gcrm.ops.deliveries import DELIVERIES

ODD = ("recased", "reordered", "new_layout")


def measure(given: Given) -> list[Measure]:
    """Files recognised as sent twice, files refused for their layout, and files that never came."""
    planted = _counted(given.truth.deliveries(), "kind")
    tills = F.col("table_name").isin([f"vault.tills_{name}" for name in given.truth.tills])
    status = _counted(given.read(DELIVERIES).filter(tills), "status")
    twice, again, refused = planted.get("twice", 0), status.get("repeated", 0), status.get("refused", 0)
    odd, missing = sum(planted.get(kind, 0) for kind in ODD), planted.get("missing", 0)
    recognised = f"{again:,} of {twice:,} recognised as content that was there"
    layouts = f"{odd:,} changes of headers planted; {refused:,} files refused"
    never = f"{missing:,} never came; nothing tells of them"
    return [
        Measure("sent twice", recognised, ratio(again, twice), "share", 1.0, 1.0, 1.0, n=twice),
        Measure("other layouts", layouts, float(refused), "files", 0.0, at_most=0.0, n=odd),
        Measure("missing", never, float(missing), "files", n=missing),
    ]


def _counted(frame: DataFrame, column: str) -> dict[str, int]:
    rows = frame.groupBy(column).agg(F.count(F.lit(1)).alias("n")).collect()
    return {row[column]: row["n"] for row in rows}


SCORE = Score("files", "deliveries against what is odd about them", (DELIVERIES,), measure)
