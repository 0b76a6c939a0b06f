"""What a run costs at 10^5 and at 10^6 basket lines, by Spark's event log: tasks, shuffled bytes and spill per step.

What grows with the data must be spread over tasks that grow with it too. Partitions are a sixty-fourth of their usual
size here, so that these lines are split as sixty-four times as many would be.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import yaml
from tests.benchmarks.events import Stage, stages
from tests.benchmarks.report import keep

MEMBERS = (900, 9_000)  # a member buys some 110 lines a year
DAYS = 365
# A stage of one task that reads more rows than this, and more of them when there is more data, would not scale.
MOST_ROWS_OF_ONE_TASK = 20_000
_TABLE = re.compile(r"[a-z]+\.\w+")
SPLIT = {
    "spark.master": "local[2]",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.adaptive.advisoryPartitionSizeInBytes": "1m",
    "spark.sql.adaptive.coalescePartitions.minPartitionSize": "64k",
    "spark.sql.files.maxPartitionBytes": "2m",
    "spark.sql.files.openCostInBytes": "64k",
    "spark.sql.shuffle.partitions": "64",
    "spark.eventLog.enabled": "true",
    "spark.eventLog.rolling.enabled": "false",
    "spark.eventLog.compress": "false",
}


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    try:
        small, large = (_run(home / str(members), members) for members in MEMBERS)
    finally:
        shutil.rmtree(home)
    _tell(small, large)


def _run(home: Path, members: int) -> list[Stage]:
    """The stages of a first run over a simulated year."""
    conf, events = home / "conf", home / "events"
    shutil.copytree("conf", conf)
    events.mkdir()
    path = conf / "env" / "local.yml"
    document = yaml.safe_load(path.read_text())
    document["spark"] |= SPLIT | {"spark.eventLog.dir": f"file:{events}"}
    path.write_text(yaml.safe_dump(document))
    gcrm = [sys.executable, "-m", "gcrm.cli.main"]
    simulated = ["simulate", "--out", str(home / "landing"), "--members", str(members), "--days", str(DAYS)]
    where = ["--coalition", "demo", "--conf", str(conf), "--landing", str(home / "landing")]
    for command in (simulated, ["run", *where, "--lakehouse", str(home / "lake")]):
        subprocess.run([*gcrm, *command], check=True, stdout=subprocess.DEVNULL)
    return list(stages(events))


def _tell(small: list[Stage], large: list[Stage]) -> None:
    less, more = _by_table(small), _by_table(large)
    head = f"{'table':<34}{'tasks':>12}{'rows read':>24}{'shuffled KiB':>20}{'spilled':>10}"
    print(head)
    for table in more:
        a, b = less.get(table, [0, 0, 0, 0]), more[table]
        print(f"{table:<34}{a[0]:>6}{b[0]:>6}{a[1]:>12,}{b[1]:>12,}{a[2] >> 10:>10,}{b[2] >> 10:>10,}{b[3]:>10,}")
    alone = sorted({s.table for s in large if s.tasks == 1 and s.rows > MOST_ROWS_OF_ONE_TASK})
    rows = sum(s.rows for s in large) / sum(s.rows for s in small)
    shuffled = sum(s.shuffled for s in large) / sum(s.shuffled for s in small)
    figures: dict[str, object] = {
        "ratio_of_rows_read": rows,
        "ratio_of_bytes_shuffled": shuffled,
        "bytes_spilled": sum(s.spilled for s in large),
        "steps_with_a_single_task_that_grows": ", ".join(alone) or "none",
        "largest_single_task_stage_rows": max(s.rows for s in large if s.tasks == 1),
    }
    keep("proportion", figures)


def _by_table(given: list[Stage]) -> dict[str, list[int]]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for stage in given:
        table = stage.table if _TABLE.fullmatch(stage.table) else "(Delta's logs, lists of files)"
        for position, value in enumerate((stage.tasks, stage.rows, stage.shuffled, stage.spilled)):
            sums[table][position] += value
    return dict(sums)


if __name__ == "__main__":
    main()
