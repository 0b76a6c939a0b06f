"""What a run costs at 10^5 and at 10^6 basket lines, by Spark's event log: tasks, rows, shuffled bytes, spill per step.

Fails where ten times the lines cost more than twelve times as much, or where all rows of a stage go through one task
and are more when the lines are more. A task's memory is a sixty-fourth of its usual size, and partitions at most that,
so that these lines are split, sorted and spilled as sixty-four times as many would be.
"""

import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml
from tests.benchmarks.events import Stage, stages
from tests.benchmarks.report import keep

MEMBERS = (900, 9_000)  # a member buys some 110 lines a year
DAYS = 365
MOST_TIMES = 12.0  # rows and bytes at ten times the lines
# A stage through one task is let be up to so many rows, and while ten times the lines are less than so many times them.
FEW_ROWS, LITTLE_GROWTH = 500, 2.0
# What one task may take of files and shuffles although more tasks would be had if there were more.
ONE_SPLIT, ONE_MERGED = 128 << 10, 16 << 10
SPLIT = {
    "spark.master": "local[2]",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.autoBroadcastJoinThreshold": "160k",
    "spark.sql.shuffle.partitions": "64",
    "spark.databricks.delta.snapshotPartitions": "4",
    # What may be left to one task is smaller still, or the tables of 9,000 members would be, and would prove nothing.
    "spark.sql.adaptive.advisoryPartitionSizeInBytes": str(ONE_MERGED),
    "spark.sql.adaptive.coalescePartitions.minPartitionSize": str(ONE_MERGED // 4),
    "spark.sql.files.maxPartitionBytes": str(ONE_SPLIT),
    "spark.sql.files.openCostInBytes": "4k",
    "spark.hadoop.parquet.block.size": str(ONE_SPLIT),
    # An executor of 16 GiB and 4 cores gives a task 0.6 x (16 GiB - 300 MiB) / 4 = 2.4 GiB; here it is 37 MiB.
    "spark.memory.offHeap.enabled": "false",
    "spark.memory.fraction": "0.03",
    "spark.buffer.pageSize": "1m",
    "spark.eventLog.enabled": "true",
    "spark.eventLog.rolling.enabled": "false",
    "spark.eventLog.compress": "false",
}
# A sample's rows go through one task; its size is bounded by this setting, which is in proportion too.
TABLES = {"models.segment_choices": {"sample": 300}}


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    try:
        small, large = (_run(home / str(members), members) for members in MEMBERS)
    finally:
        shutil.rmtree(home)
    _tell(small, large)
    if found := [*disproportionate(small, large), *lonely(small, large)]:
        sys.exit("Out of proportion:\n" + "\n".join(f"  {line}" for line in found))


def _run(home: Path, members: int) -> list[Stage]:
    """The stages of a first run over a simulated year."""
    conf, events = home / "conf", home / "events"
    shutil.copytree("conf", conf)
    events.mkdir()
    adjust(conf, {**SPLIT, "spark.eventLog.dir": f"file:{events}"}, TABLES)
    gcrm = [sys.executable, "-m", "gcrm.cli.main"]
    simulated = ["simulate", "--out", str(home / "landing"), "--members", str(members), "--days", str(DAYS)]
    where = ["--coalition", "demo", "--conf", str(conf), "--landing", str(home / "landing")]
    for command in (simulated, ["run", *where, "--lakehouse", str(home / "lake")]):
        subprocess.run([*gcrm, *command], check=True, stdout=subprocess.DEVNULL)
    return stages(events)


def adjust(conf: Path, spark: dict[str, str], tables: dict[str, dict[str, Any]]) -> None:
    """Changes settings of Spark on one machine, and of tables, in a copy of the configuration."""
    for path, section, changes in (
        (conf / "env" / "local.yml", "spark", spark),
        (conf / "base.yml", "tables", tables),
    ):
        document = yaml.safe_load(path.read_text())
        for key, value in changes.items():
            old = document[section].get(key)
            document[section][key] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
        path.write_text(yaml.safe_dump(document))


def lonely(small: list[Stage], large: list[Stage]) -> list[str]:
    """The stages that pass all rows through one task, more of them when there is more data.

    The two runs' stages of a table are paired by size, for adaptive execution may change their order and number.
    """
    before, found = _alone(small), []
    for table, rows in sorted(_alone(large).items()):
        for less, more in zip_longest(before.get(table, []), rows, fillvalue=0):
            if more > FEW_ROWS and more > LITTLE_GROWTH * less:
                found.append(f"{table}: one task took all of {less:,} rows, and all of {more:,} of ten times the lines")
    return found


def _alone(given: list[Stage]) -> dict[str, list[int]]:
    """Per table the rows of stages that no cluster would spread, largest first."""
    rows: dict[str, list[int]] = defaultdict(list)
    for stage in given:
        if is_alone(stage):
            rows[stage.table].append(stage.largest.rows)
    return {table: sorted(found, reverse=True) for table, found in rows.items()}


def is_alone(stage: Stage) -> bool:
    """Whether one task takes (nearly) all rows of the stage, for another reason than that there are few bytes.

    Not meant: a look at the first rows of a frame of several partitions; a scan of less than one split; a shuffle so
    small that adaptive execution joins its partitions (it adds a fifth where it would leave a rest).
    """
    one = stage.largest
    if one.rows < 0.9 * stage.rows or len(stage.tasks) < stage.partitions:
        return False
    is_little = one.scanned <= ONE_SPLIT and one.fetched <= 1.2 * ONE_MERGED and one.scanned + one.fetched > 0
    return not is_little


def disproportionate(small: list[Stage], large: list[Stage]) -> list[str]:
    """The totals that grew by more than MOST_TIMES."""
    found = []
    for name in ("rows", "shuffled", "spilled"):
        less, more = (sum(getattr(stage, name) for stage in run) for run in (small, large))
        if more > MOST_TIMES * less:
            found.append(f"{name}: {less:,}, and {more:,} of ten times the lines")
    return found


def _tell(small: list[Stage], large: list[Stage]) -> None:
    less, more = _by_table(small), _by_table(large)
    print(f"{'table':<34}{'tasks':>14}{'rows':>24}{'shuffled KiB':>20}{'spilled KiB':>20}{'largest task':>18}")
    for table, b in more.items():
        pairs = list(zip(less.get(table, [0] * len(b)), b, strict=True))
        shown = "".join(f"{x:>{w},}{y:>{w},}" for (x, y), w in zip(pairs, (7, 12, 10, 10, 9), strict=True))
        print(f"{table:<34}{shown}")
    alone = [(stage.largest.rows, stage.table) for stage in large if is_alone(stage)]
    most, table = max(alone, default=(0, "none"))
    figures: dict[str, object] = {}
    for position, name in enumerate(("tasks", "rows", "kib_shuffled", "kib_spilled")):
        a_total, b_total = (sum(row[position] for row in by.values()) for by in (less, more))
        figures |= {f"{name}_small": a_total, f"{name}_large": b_total, f"ratio_of_{name}": b_total / max(a_total, 1)}
    figures |= {"largest_single_task_stage_rows": most, "largest_single_task_stage_of": table}
    keep("proportion", figures)


def _by_table(given: list[Stage]) -> dict[str, list[int]]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for stage in given:
        row = sums[stage.table]
        for position, value in enumerate((len(stage.tasks), stage.rows, stage.shuffled >> 10, stage.spilled >> 10)):
            row[position] += value
        row[4] = max(row[4], stage.largest.rows)
    return dict(sums)


if __name__ == "__main__":
    main()
