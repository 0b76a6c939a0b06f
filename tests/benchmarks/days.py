"""One more day from delivered files on, after 10 and after 100 days as large: the rows that each table's stages touch.

`increments` begins behind silver; this is what silver itself must look at to place a day's lines among all others.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from tests.benchmarks.events import stages
from tests.benchmarks.proportion import SPLIT, adjust
from tests.benchmarks.report import keep
from tests.faults import kiosk

HISTORIES, LINES_A_DAY = (10, 100), 2_000


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    try:
        short, long = (_one_more_day(home / str(days), days) for days in HISTORIES)
    finally:
        shutil.rmtree(home)
    figures: dict[str, object] = {"lines_a_day": LINES_A_DAY}
    for days, (seconds, rows) in zip(HISTORIES, (short, long), strict=True):
        figures |= {f"seconds_after_{days}_days": seconds, f"rows_after_{days}_days": sum(rows.values())}
    print(f"{'table':<34}{'rows of a day':>24}")
    for table, long_rows in long[1].items():
        print(f"{table:<34}{short[1].get(table, 0):>12,}{long_rows:>12,}")
    keep("days", {**figures, "ratio_of_rows": sum(long[1].values()) / sum(short[1].values())})


def _one_more_day(home: Path, days: int) -> tuple[float, dict[str, int]]:
    """Seconds of the run after one more day, and the rows of its stages by table."""
    for number in range(days):
        kiosk.deliver(home / "landing", number, n=LINES_A_DAY)
    conf = kiosk.configure(home / "conf")
    for name in ("history", "day"):
        (home / name).mkdir()
        adjust(conf, {**SPLIT, "spark.eventLog.dir": f"file:{home / name}"}, {})
        began = time.monotonic()
        _run(home, conf)
        seconds = time.monotonic() - began
        kiosk.deliver(home / "landing", days, n=LINES_A_DAY)
    rows: dict[str, int] = defaultdict(int)
    for stage in stages(home / "day"):
        rows[stage.table] += stage.rows
    return seconds, dict(rows)


def _run(home: Path, conf: Path) -> None:
    where = ["--coalition", "kiosk", "--conf", str(conf), "--landing", str(home / "landing")]
    command = [sys.executable, "-m", "gcrm.cli.main", "run", *where, "--lakehouse", str(home / "lake")]
    only = ["--only", *kiosk.TABLES, "warehouse.member_purchases", "features.purchases"]
    subprocess.run([*command, *only], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
