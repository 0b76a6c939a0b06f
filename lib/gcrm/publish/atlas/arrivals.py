"""What arrived, what was refused and why, and what the last run did; small counts are gated like any other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyspark.sql import functions as F

from gcrm.core.lakehouse import Lakehouse
from gcrm.core.ledger import DELIVERIES, QUARANTINE, RUNS, STEPS
from gcrm.core.table import Table
from gcrm.publish.atlas import words
from gcrm.publish.gate import Cell, published

Row = dict[str, Any]


@dataclass(frozen=True)
class Arrivals:
    """`feeds`, `refused_files`, `reasons` and `steps` are rows of plain values; counts too small to show are None."""

    run: Row | None
    feeds: tuple[Row, ...]
    refused_files: tuple[Row, ...]
    reasons: tuple[Row, ...]
    steps: tuple[Row, ...]
    rows_read: int | None
    rows_refused: int | None

    @property
    def finding(self) -> str:
        """What arrived, in a sentence with figures."""
        files = sum(feed["n_taken"] for feed in self.feeds)
        if not self.feeds:
            return "Nothing has arrived yet"
        rows = "" if self.rows_read is None else f" with {self.rows_read:,} rows"
        head = f"{words.counted(files, 'file')} arrived{rows}"
        n_refused = len(self.refused_files)
        whole = f", {words.counted(n_refused, 'file')} refused whole" if n_refused else ""
        if not self.reasons:
            return f"{head}{whole}; no row was refused"
        count = f"{self.rows_refused:,} rows were" if self.rows_refused is not None else "a few rows were"
        return f"{head}{whole}; {count} refused for {words.counted(len({r['reason'] for r in self.reasons}), 'reason')}"


def collect(lake: Lakehouse, coalition: str) -> Arrivals:
    """What the ledger knows; one row per feed, refused file, table and reason, and step: nothing grows with members."""
    run = _last_run(lake, coalition)
    feeds, total_read = _feeds(lake)
    reasons, total_refused = _reasons(lake)
    return Arrivals(run, feeds, _refused_files(lake), reasons, _steps(lake, run), total_read, total_refused)


def _rows(lake: Lakehouse, table: Table, *columns: Any, where: str = "true", by: Sequence[str] = ()) -> list[Row]:
    if not lake.exists(table):
        return []
    frame = lake.read(table).filter(where)
    frame = frame.groupBy(*by).agg(*columns) if by else frame.select(*columns)
    return [row.asDict(recursive=True) for row in frame.collect()]


def _last_run(lake: Lakehouse, coalition: str) -> Row | None:
    newest = F.max_by(F.struct(*RUNS.columns), "started_at").alias("run")
    found = _rows(lake, RUNS, newest, by=("coalition",))
    return next((row["run"] for row in found if row["coalition"] == coalition), None)


def _feeds(lake: Lakehouse) -> tuple[tuple[Row, ...], int | None]:
    counts = [F.count(F.when(F.col("status") == status, 1)).alias(f"n_{status}") for status in ("taken", "repeated", "refused")]
    sums = [F.coalesce(F.sum(name), F.lit(0)).alias(name) for name in ("rows_read", "rows_quarantined")]
    feeds = sorted(_rows(lake, DELIVERIES, *counts, *sums, by=("feed",)), key=lambda row: str(row["feed"]))
    totals = [_gated(feeds, name, "feed") for name in ("rows_read", "rows_quarantined")]
    return tuple(feeds), totals[0]


def _refused_files(lake: Lakehouse) -> tuple[Row, ...]:
    found = _rows(lake, DELIVERIES, "feed", "file", "revision", "reason", where="status = 'refused'")
    return tuple(sorted(found, key=lambda row: (row["file"], row["revision"] or 0)))


def _reasons(lake: Lakehouse) -> tuple[tuple[Row, ...], int | None]:
    if not lake.exists(QUARANTINE):
        return (), None
    refused = lake.read(QUARANTINE)
    counted = refused.select("table_name", F.explode("failed").alias("reason")).groupBy("table_name", "reason").count()
    reasons = [{"table_name": row[0], "reason": row[1], "n_rows": row[2]} for row in counted.collect()]
    for row in reasons:
        row["cell"] = f"{row['table_name']} {row['reason']}"
    _gated(reasons, "n_rows", "cell")
    total = refused.count()
    shown = total if published([Cell("total", total)]) else None
    return tuple(sorted(reasons, key=lambda row: (row["table_name"], -(row["n_rows"] or 0), row["reason"]))), shown


def _gated(rows: Iterable[Row], count: str, key: str) -> int | None:
    """Takes the counts that may not be shown out of `rows`; gives their total, None where that may not be shown."""
    listed = list(rows)
    total = sum(row[count] for row in listed)
    shown = published([Cell("", total, "total"), *(Cell(str(row[key]), row[count], "cell", "") for row in listed)])
    for row in listed:
        if row[count] and str(row[key]) not in shown:
            row[count] = None
    return total if "" in shown else None


def _steps(lake: Lakehouse, run: Mapping[str, Any] | None) -> tuple[Row, ...]:
    if run is None or not lake.exists(STEPS):
        return ()
    mine = lake.read(STEPS).filter(F.col("run_id") == run["run_id"])
    # To the nearest ten: the difference of two exact counts could be a few members.
    rounded = F.round("rows_kept", -1).alias("rows_kept")
    rows = mine.select("position", "table_name", "status", "mode", rounded, "seconds").collect()
    return tuple(sorted((row.asDict() for row in rows), key=lambda row: row["position"] or 0))


def shown_time(at: datetime | None) -> str:
    """
    >>> shown_time(datetime(2026, 1, 31, 14, 5))
    '2026-01-31 14:05 UTC'
    """
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "not ended"
