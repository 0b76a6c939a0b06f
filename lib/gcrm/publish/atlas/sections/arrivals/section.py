"""What arrived, what was refused and why, and what the last run did; rows are counted in classes, as members are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.ops.deliveries import DELIVERIES
from gcrm.ops.quality import QUALITY
from gcrm.ops.quarantine import QUARANTINE
from gcrm.ops.runs import RUNS
from gcrm.ops.steps import STEPS
from gcrm.publish.atlas import words
from gcrm.publish.atlas.look import Look, Row
from gcrm.publish.atlas.provenance import last_run
from gcrm.publish.atlas.section import Section, Shown
from gcrm.publish.classes import lowest, told
from gcrm.publish.gate import Cell, passing

STATUSES = ("taken", "repeated", "refused")
_UNMET = {
    "stopped": "what is made of it stays as it was for",
    "failed": "hardly any file could be read of",
    "warned": "a warning for",
}


@dataclass(frozen=True)
class Checks:
    """What the last run's checks found: how many were asked, and those that are not met, without their figures, which
    may be of a few rows."""

    n: int
    unmet: tuple[Row, ...]

    @property
    def told(self) -> str:
        """One line on the quality of the data."""
        tables = {status: {row["table_name"] for row in self.unmet if row["status"] == status} for status in _UNMET}
        parts = [f"{_UNMET[status]} {', '.join(sorted(names))}" for status, names in tables.items() if names]
        return f"{words.counted(self.n, 'check')} of whole tables: {'; '.join(parts) or 'all are met'}"


@dataclass(frozen=True)
class Arrivals:
    """Rows of plain values; counts of rows are the least of their class, None where withheld."""

    feeds: tuple[Row, ...]
    refused_files: tuple[Row, ...]
    reasons: tuple[Row, ...]
    steps: tuple[Row, ...]
    checks: Checks
    rows_read: int | None
    rows_refused: int | None

    @property
    def finding(self) -> str:
        """What arrived, in a sentence with figures."""
        files = sum(feed["n_taken"] for feed in self.feeds)
        if not self.feeds:
            return "Nothing has arrived yet"
        rows = "" if self.rows_read is None else f" with {told(self.rows_read)} rows"
        head = f"{words.counted(files, 'file')} arrived{rows}"
        n_refused = len(self.refused_files)
        whole = f", {words.counted(n_refused, 'file')} refused whole" if n_refused else ""
        if not self.reasons:
            return f"{head}{whole}; no row was refused"
        count = f"{told(self.rows_refused)} rows were" if self.rows_refused is not None else "some rows were"
        return f"{head}{whole}; {count} refused for {words.counted(len({r['reason'] for r in self.reasons}), 'reason')}"


def collect(look: Look) -> Arrivals:
    """What the ledger knows: a row per file, step, and table with reasons comes to the driver, none per member."""
    files = look.rows(DELIVERIES, _told)
    feeds, rows_read = _feeds(files)
    refused = [row for row in files if row["status"] == "refused"]
    reasons, rows_refused = _reasons(look.rows(QUARANTINE, _by_reason))
    by_name = sorted(refused, key=lambda row: (row["file"], row["revision"] or 0))
    return Arrivals(feeds, tuple(by_name), reasons, _steps(look), _checks(look), rows_read, rows_refused)


def _told(deliveries: DataFrame) -> DataFrame:
    return deliveries.select("feed", "file", "revision", "status", "reason", "rows_read", "rows_quarantined")


def _by_reason(quarantine: DataFrame) -> DataFrame:
    return quarantine.groupBy("table_name", "failed").agg(F.count(F.lit(1)).alias("n"))


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
    return tuple(reasons), _classed(total)


def _gated(rows: Iterable[dict[str, Any]], count: str, key: str) -> int | None:
    """Puts the least of its class in place of each count, None where it may not be shown; gives that of their total."""
    listed = list(rows)
    total = sum(row[count] for row in listed)
    shown = passing([Cell("", total), *(Cell(str(row[key]), row[count], ("",)) for row in listed)])
    for row in listed:
        row[count] = _classed(row[count]) if str(row[key]) in shown else None
    return _classed(total) if "" in shown else None


def _classed(n: int) -> int | None:
    return lowest(n) if passing([Cell("total", n)]) else None


def _steps(look: Look) -> tuple[Row, ...]:
    run = last_run(look)
    if run is None:
        return ()

    def of_the_run(steps: DataFrame) -> DataFrame:
        mine = steps.filter(F.col("run_id") == run["run_id"])
        return mine.select("position", "table_name", "status", "mode", "seconds", "rows_kept")

    made = ({**row, "rows_kept": _classed(row["rows_kept"] or 0)} for row in look.rows(STEPS, of_the_run))
    return tuple(sorted(made, key=lambda row: row["position"] or 0))


def _checks(look: Look) -> Checks:
    run = last_run(look)
    if run is None:
        return Checks(0, ())

    def of_the_run(checks: DataFrame) -> DataFrame:
        return checks.filter(F.col("run_id") == run["run_id"]).select("table_name", "check_name", "status")

    found = look.rows(QUALITY, of_the_run)
    unmet = [row for row in found if row["status"] in _UNMET]
    return Checks(len(found), tuple(sorted(unmet, key=lambda row: (row["status"], row["table_name"]))))


def show(look: Look) -> Shown:
    """What the ledger knows, also where that is nothing."""
    arrived = collect(look)
    return Shown(arrived.finding, page={"arrivals": arrived})


def findings(look: Look) -> list[str]:
    """What arrived, if anything did."""
    arrived = collect(look)
    return [arrived.finding] if arrived.feeds else []


SECTION = Section(
    name="arrivals",
    title="What arrived",
    about="What arrived, what was refused",
    order=90,
    home=__name__,
    also=(DELIVERIES, QUALITY, QUARANTINE, RUNS, STEPS),
    show=show,
    findings=findings,
    template="arrivals.html",
    words={"en": {"whole": "everything read", "touched": "only what the news touched", "rows": "only new rows"}},
)
