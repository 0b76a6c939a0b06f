"""What leads a figure back: the last run, and for each published table its version and the run that wrote it."""

from datetime import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.ops.runs import RUNS
from gcrm.ops.steps import STEPS
from gcrm.publish.atlas.look import Look, Row


def last_run(look: Look) -> Row | None:
    """The row of ops.runs of the coalition's last run."""
    runs = look.rows(RUNS, _last_of_each)
    return next((row["run"] for row in runs if row["coalition"] == look.agreed.coalition), None)


def _last_of_each(runs: DataFrame) -> DataFrame:
    return runs.groupBy("coalition").agg(F.max_by(F.struct(*RUNS.columns), "started_at").alias("run"))


def _wrote(steps: DataFrame) -> DataFrame:
    done = steps.filter(F.col("table_name").startswith("publish.") & (F.col("status") == "done"))
    return done.select("table_name", "run_id", "output_version", "started_at", "position")


def lines(look: Look) -> list[tuple[str, str]]:
    """Names and values for the foot of a page."""
    run = last_run(look)
    if run is None:
        return []
    found = [
        ("Run", run["run_id"]),
        ("Status", run["status"]),
        ("As of", str(run["as_of"] or "–")),
        ("Started", shown_time(run["started_at"])),
        ("Ended", shown_time(run["ended_at"])),
        ("Configuration hash", run["config_hash"]),
        ("G-CRM version", run["version"]),
    ]
    steps = sorted(look.rows(STEPS, _wrote), key=lambda row: (row["started_at"], row["position"] or 0))
    newest = {row["table_name"]: row for row in steps}
    written = (
        (name, f"version {row['output_version']}, written by run {row['run_id']}") for name, row in newest.items()
    )
    return [*found, *sorted(written)]


def shown_time(at: datetime | None) -> str:
    """
    >>> shown_time(datetime(2026, 1, 31, 14, 5))
    '2026-01-31 14:05 UTC'
    """
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "not ended"
