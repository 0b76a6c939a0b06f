"""What arrived, what was refused and why, and what the last run did; small counts are gated like any other."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyspark.sql import functions as F

from gcrm.core.contracts.table import Table
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.ops.deliveries import DELIVERIES
from gcrm.ops.quarantine import QUARANTINE
from gcrm.ops.runs import RUNS
from gcrm.ops.steps import STEPS
from gcrm.publish.atlas import words
from gcrm.publish.gate import Cell, published

Row = dict[str, Any]
STATUSES = ("taken", "repeated", "refused")


@dataclass(frozen=True)
class Arrivals:
    """`feeds`, `refused_files`, `reasons` and `steps` are rows of plain values; counts too small to show are None.
    `written_by`: for each published table the row of ops.steps that wrote it."""

    run: Row | None
    feeds: tuple[Row, ...]
    refused_files: tuple[Row, ...]
    reasons: tuple[Row, ...]
    steps: tuple[Row, ...]
    written_by: dict[str, Row]
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
    """What the ledger knows: a row per file, step, and table with reasons comes to the driver, none per member."""
    runs = _rows(lake, RUNS, F.max_by(F.struct(*RUNS.columns), "started_at").alias("run"), by=("coalition",))
    run = next((row["run"] for row in runs if row["coalition"] == coalition), None)
    files = _rows(lake, DELIVERIES, *("feed", "file", "revision", "status", "reason", "rows_read", "rows_quarantined"))
    feeds, rows_read = _feeds(files)
    refused = [row for row in files if row["status"] == "refused"]
    reasons, rows_refused = _reasons(_rows(lake, QUARANTINE, F.count(F.lit(1)).alias("n"), by=("table_name", "failed")))
    steps, written_by = _steps(lake, run)
    by_name = sorted(refused, key=lambda row: (row["file"], row["revision"] or 0))
    return Arrivals(run, feeds, tuple(by_name), reasons, steps, written_by, rows_read, rows_refused)


def _rows(lake: Lakehouse, table: Table, *columns: Any, by: Sequence[str] = ()) -> list[Row]:
    if not lake.exists(table):
        return []
    frame = lake.read(table)
    frame = frame.groupBy(*by).agg(*columns) if by else frame.select(*columns)
    return [row.asDict(recursive=True) for row in frame.collect()]


def _feeds(files: Sequence[Row]) -> tuple[tuple[Row, ...], int | None]:
    feeds = []
    for name in sorted({str(row["feed"]) for row in files}):
        mine = [row for row in files if row["feed"] == name]
        counts = Counter(row["status"] for row in mine)
        sums = {key: sum(row[key] or 0 for row in mine) for key in ("rows_read", "rows_quarantined")}
        feeds.append({"feed": name, **{f"n_{status}": counts[status] for status in STATUSES}, **sums})
    totals = [_gated(feeds, key, "feed") for key in ("rows_read", "rows_quarantined")]
    return tuple(feeds), totals[0]


def _reasons(combined: Sequence[Row]) -> tuple[tuple[Row, ...], int | None]:
    """Rows per table and reason, from rows per table and set of reasons; and how many rows that were in all."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in combined:
        counts.update({(row["table_name"], reason): row["n"] for reason in row["failed"]})
    reasons = [
        {"table_name": table, "reason": reason, "n_rows": n, "cell": f"{table} {reason}"}
        for (table, reason), n in sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    ]
    _gated(reasons, "n_rows", "cell")
    total = sum(row["n"] for row in combined)
    return tuple(reasons), total if published([Cell("total", total)]) else None


def _gated(rows: Iterable[Row], count: str, key: str) -> int | None:
    """Takes the counts that may not be shown out of `rows`; gives their total, None where that may not be shown."""
    listed = list(rows)
    total = sum(row[count] for row in listed)
    shown = published([Cell("", total, "total"), *(Cell(str(row[key]), row[count], "cell", "") for row in listed)])
    for row in listed:
        if row[count] and str(row[key]) not in shown:
            row[count] = None
    return total if "" in shown else None


def _steps(lake: Lakehouse, run: Mapping[str, Any] | None) -> tuple[tuple[Row, ...], dict[str, Row]]:
    """The steps of the last run; and per published table the step that wrote its newest version."""
    if run is None or not lake.exists(STEPS):
        return (), {}
    mine, ours = F.col("run_id") == run["run_id"], F.col("table_name").startswith("publish.")
    # To the nearest ten: the difference of two exact counts could be a few members.
    rounded = F.round("rows_kept", -1).alias("rows_kept")
    columns = ("run_id", "position", "table_name", "status", "mode", "seconds", "started_at", "output_version")
    found = lake.read(STEPS).filter(mine | (ours & (F.col("status") == "done"))).select(*columns, rounded).collect()
    rows = sorted((row.asDict() for row in found), key=lambda row: (row["started_at"], row["position"] or 0))
    done = [row for row in rows if row["status"] == "done"]
    written_by = {row["table_name"]: row for row in done if row["table_name"].startswith("publish.")}
    last = sorted((row for row in rows if row["run_id"] == run["run_id"]), key=lambda row: row["position"] or 0)
    return tuple(last), written_by


def shown_time(at: datetime | None) -> str:
    """
    >>> shown_time(datetime(2026, 1, 31, 14, 5))
    '2026-01-31 14:05 UTC'
    """
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "not ended"
