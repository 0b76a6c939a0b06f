"""What the ledger tells of the latest runs, in words."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from gcrm.bronze import unread
from gcrm.bronze.feed import load_feeds
from gcrm.cli import verdicts
from gcrm.core.errors import UsageError
from gcrm.core.settings.load import agreed_places, pick

if TYPE_CHECKING:
    from gcrm.cli.looking import AnyLooks

Row = Mapping[str, Any]
_SILENT_SECONDS = 900  # a run that has told nothing for so long may be dead


def latest(looks: "AnyLooks", n_runs: int) -> str:
    """The newest runs of the ledger, in words."""
    now = datetime.now(UTC).replace(tzinfo=None)
    if not {"ops.runs", "ops.steps"} <= set(looks.names()):
        return text([], [], now)
    newest = f"SELECT * FROM runs ORDER BY started_at DESC LIMIT {n_runs}"
    runs = looks.query(newest, {"runs": "ops.runs"})
    steps = looks.query(
        f"SELECT * FROM steps WHERE run_id IN (SELECT run_id FROM ({newest}) AS newest) ORDER BY position",
        {"runs": "ops.runs", "steps": "ops.steps"},
    )
    checks: Sequence[Row] = ()
    if "ops.quality" in looks.names():
        found = f"SELECT * FROM checks WHERE run_id IN (SELECT run_id FROM ({newest}) AS newest)"
        checks = looks.query(found, {"runs": "ops.runs", "checks": "ops.quality"}).rows
    return text(runs.rows, steps.rows, now, checks)


def waiting(args: argparse.Namespace) -> list[str]:
    """Lines that tell of the files in the landing folder that no feed reads; none where a feed cannot be understood."""
    landing = args.landing or agreed_places(args.conf, args.coalition, args.env).landing
    folder = pick(args.conf / "coalitions", args.coalition, "coalition")
    try:
        return unread.told(unread.unread(load_feeds(folder), landing))
    except UsageError:
        return []


def text(runs: Sequence[Row], steps: Sequence[Row], now: datetime, checks: Sequence[Row] = ()) -> str:
    """One line per run (rows of ops.runs, newest first), the steps (rows of ops.steps) of the newest, and what its
    checks (rows of ops.quality) found."""
    if not runs:
        return "No run yet."
    lines = [_run(run, [step for step in steps if step["run_id"] == run["run_id"]], now) for run in runs]
    newest = [step for step in steps if step["run_id"] == runs[0]["run_id"]]
    asked = [(check["status"], check["told"]) for check in checks if check["run_id"] == runs[0]["run_id"]]
    told = verdicts.section(asked) if asked else []
    return "\n".join([*lines, "", f"Steps of {runs[0]['run_id']}:", *map(_step, newest), *told])


def _run(run: Row, steps: Sequence[Row], now: datetime) -> str:
    of = f" of {run['n_steps']}" if run["n_steps"] else ""
    days = len({step["as_of"] for step in steps if step["as_of"]})
    counted = f"{len({step['table_name'] for step in steps})}{of} tables" + (f", {days} days" if days > 1 else "")
    if run["status"] == "running":
        ended = (step["started_at"] + timedelta(seconds=step["seconds"]) for step in steps)
        silent = (now - max([run["started_at"], *ended])).total_seconds()
        told = f"running for {_lasted(run, now)}, {counted}"
        told += (
            f"; no step has ended for {silent:.0f} s: a long one, or it is dead, and the same command goes on"
            if silent > _SILENT_SECONDS
            else ""
        )
    else:
        told = f"{run['status']} in {_lasted(run, run['ended_at'])}, {counted}"
        told += f": {run['message']}" if run["message"] else ""
    return f"{run['run_id']}  {run['coalition']:<12} {run['started_at']:%Y-%m-%d %H:%M:%S}  {told}"


def _lasted(run: Row, until: datetime) -> str:
    return f"{(until - run['started_at']).total_seconds():.0f} s"


def _step(step: Row) -> str:
    head = f"  {step['position']:>3}  {step['table_name']:<36}"
    day = f"  {step['as_of']}" if step["as_of"] else ""
    if step["status"] != "done":
        return f"{head} {step['status']:>13}{day}"
    refused = f"  {step['rows_quarantined']:,} quarantined" if step["rows_quarantined"] else ""
    late = f"  {step['rows_late']:,} late" if step["rows_late"] else ""
    return f"{head} {step['rows_kept']:>8,} rows {step['seconds']:>6.1f} s  {step['mode']}{day}{refused}{late}"
