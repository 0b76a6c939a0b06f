"""What a run costs when nothing is new: the part of every run that no volume explains."""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import steps
from tests.benchmarks.lines import lines, session, write
from tests.benchmarks.report import keep

from gcrm.core.storage.lakehouse import Lakehouse


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    spark = session("fixed")
    lake = Lakehouse(spark, str(folder))
    write(lake, lines(spark, 1_000_000, 100_000, 0, 60))
    seconds = []
    for number in range(5):
        began = time.monotonic()
        records = steps.run(lake, number)
        seconds.append(time.monotonic() - began)
    if any(record.status != "unchanged" for record in records.values()):
        sys.exit("A run without news rebuilt a table.")
    keep(
        "fixed",
        {
            "first_run_seconds": seconds[0],
            "run_without_news_seconds": sorted(seconds[1:])[1],
            "ratio": seconds[-1] / seconds[0],
        },
    )
    spark.stop()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
