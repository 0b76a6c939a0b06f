"""One more day of the same volume on 30 and on 300 days of history: what it costs, and the rows each step reads."""

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from tests.benchmarks import steps
from tests.benchmarks.lines import lines, session, write
from tests.benchmarks.report import keep

from gcrm.core.storage.lakehouse import Lakehouse

LINES_A_DAY, MEMBERS, NEW_DAYS = 20_000, 50_000, 3
INCREMENTAL = ("warehouse.member_months", "warehouse.member_purchases")


def one_more_day(lake: Lakehouse, history: int) -> tuple[float, dict[str, int]]:
    """Median seconds of a run after one more day, and the rows that each incremental step read for it."""
    # Each history ends on the same day of a month, so the month that a new day touches is as full in both.
    write(lake, lines(lake.spark, LINES_A_DAY * history, MEMBERS, 330 - history, history))
    steps.run(lake, 0)
    seconds, read = [], {}
    for day in range(NEW_DAYS):
        write(lake, lines(lake.spark, LINES_A_DAY, MEMBERS, 330 + day, 1))
        began = time.monotonic()
        records = steps.run(lake, day + 1)
        seconds.append(time.monotonic() - began)
        read = {name: records[name].rows_read for name in INCREMENTAL}
    return statistics.median(seconds), read


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    spark = session("increments")
    one_more_day(Lakehouse(spark, str(folder / "warm")), 10)
    short, read_short = one_more_day(Lakehouse(spark, str(folder / "short")), 30)
    long, read_long = one_more_day(Lakehouse(spark, str(folder / "long")), 300)
    figures = {
        "lines_a_day": LINES_A_DAY,
        "day_on_30_days_seconds": short,
        "day_on_300_days_seconds": long,
        "ratio": long / short,
    }
    for name in INCREMENTAL:
        figures |= {f"rows_read_on_30_{name}": read_short[name], f"rows_read_on_300_{name}": read_long[name]}
    keep("increments", figures)
    spark.stop()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
