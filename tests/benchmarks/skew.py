"""A run over lines of which one member bought a tenth, beside one over as many that are spread: what it takes longer.

Two cores hide a long task behind the others, so what counts is what 64 would need, by Spark's event log: each stage as
long as its longest task, or as all of its tasks over 64. In seconds, and in rows, which no other load of the machine
changes. Fails where a skewed member makes the run half as long again by any of these.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.events import Stage, Task, stages
from tests.benchmarks.proportion import SPLIT, adjust
from tests.benchmarks.report import keep
from tests.faults import kiosk

DAYS, LINES_A_DAY, SKEWED, ROUNDS = 20, 10_000, 0.1, 2
CORES, MOST = 64, 1.5
TABLES = (*kiosk.TABLES, "warehouse.member_purchases", "features.purchases")
# As many partitions as cores: joined, they would hide the long one.
APART = {**SPLIT, "spark.sql.adaptive.coalescePartitions.enabled": "false"}


@dataclass(frozen=True)
class Run:
    """What one run took here, and per table what its stages would take on CORES cores."""

    wall: float
    seconds: dict[str, float]
    rows: dict[str, float]


def main(rounds: int = ROUNDS, lines: int = LINES_A_DAY) -> None:
    home = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    try:
        even, skewed = (home / name for name in ("even", "skewed"))
        for day in range(DAYS):
            kiosk.deliver(even, day, n=lines)
            kiosk.deliver(skewed, day, n=lines, skewed=SKEWED)
        # By turns, so that what else the machine does falls on both.
        taken = [(_run(home, even), _run(home, skewed)) for _ in range(rounds)]
    finally:
        shutil.rmtree(home)
    evens, skews = zip(*taken, strict=True)
    _tell(DAYS * lines, _least(evens), _least(skews))


def _run(home: Path, landing: Path) -> Run:
    for name in ("conf", "events", "lake"):
        shutil.rmtree(home / name, ignore_errors=True)
    conf, events = kiosk.configure(home / "conf"), home / "events"
    events.mkdir()
    adjust(conf, {**APART, "spark.eventLog.dir": f"file:{events}"}, {})
    where = ["--coalition", "kiosk", "--conf", str(conf), "--landing", str(landing), "--lakehouse", str(home / "lake")]
    command = [sys.executable, "-m", "gcrm.cli.main", "run", *where, "--only", *TABLES]
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall, ran = time.monotonic() - began, stages(events)
    return Run(wall, on_cores(ran, lambda task: task.seconds), on_cores(ran, lambda task: task.rows))


def on_cores(given: list[Stage], cost: Callable[[Task], float]) -> dict[str, float]:
    """Per table what its stages take on CORES cores, one after the other: the longest task, or an equal share."""
    sums: dict[str, float] = defaultdict(float)
    for stage in given:
        costs = [cost(task) for task in stage.tasks]
        sums[stage.table] += max(max(costs), sum(costs) / CORES)
    return dict(sums)


def _least(runs: tuple[Run, ...]) -> Run:
    """The least of each figure, for whatever else the machine does only adds."""
    seconds, rows = (
        {table: min(getattr(run, name)[table] for run in runs) for table in runs[0].seconds}
        for name in ("seconds", "rows")
    )
    return Run(min(run.wall for run in runs), seconds, rows)


def _tell(lines: int, even: Run, skewed: Run) -> None:
    print(f"{'table':<34}{'seconds on 64 cores':>24}{'rows on 64 cores':>24}")
    for table, rows in even.rows.items():
        seconds = f"{even.seconds[table]:>14.2f}{skewed.seconds.get(table, 0):>10.2f}"
        print(f"{table:<34}{seconds}{rows:>14,.0f}{skewed.rows.get(table, 0):>10,.0f}")
    ratios = {
        "ratio_of_wall_seconds": skewed.wall / even.wall,
        "ratio_of_seconds_on_64_cores": sum(skewed.seconds.values()) / sum(even.seconds.values()),
        "ratio_of_rows_on_64_cores": sum(skewed.rows.values()) / sum(even.rows.values()),
    }
    keep("skew", {"lines": lines, "seconds_even": even.wall, "seconds_skewed": skewed.wall, **ratios})
    if found := [f"{name} is {ratio:.2f}" for name, ratio in ratios.items() if ratio > MOST]:
        sys.exit(f"A skewed member stretches the run by more than {MOST}: {', '.join(found)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
