"""What the checks of whole tables add to a run: the same steps over copies of a lakehouse, with them and without."""

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks import steps
from tests.benchmarks.lines import lines, session, write
from tests.benchmarks.report import keep

from gcrm.core.contracts.graph import discover
from gcrm.core.running.days import Asked
from gcrm.core.storage.folders import local_path
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.quality.judge import Judge
from gcrm.quality.settings import Settings

MOST = 1.1
ROUNDS = 3


def main(n: int = 2_000_000) -> None:
    """`n`: basket lines. Fails where the checks make the run longer by more than a tenth."""
    folder = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    spark = session("checks")
    names = [step.output.name for step in discover() if step.output.layer in ("warehouse", "features")]
    seconds: dict[bool, list[float]] = {True: [], False: []}
    try:
        lake = Lakehouse(spark, str(folder / "lakehouse"))
        write(lake, lines(spark, n, n // 20, 0, 120))
        # The first round warms the JVM, and Great Expectations is imported in it.
        for number in range(ROUNDS + 1):
            for asked in (True, False) if number % 2 else (False, True):
                copy = folder / f"{number}-{asked}"
                shutil.copytree(local_path(lake.root), copy)
                judge = Judge(Settings(), {}, (), ("silver.transactions", "business_date")) if asked else None
                done = steps.outcome(Lakehouse(spark, str(copy)), number, names, Asked(), judge)
                if number:
                    seconds[asked].append(done.seconds)
                shutil.rmtree(copy)
    finally:
        spark.stop()
        shutil.rmtree(folder)
    ratio = median(seconds[True]) / median(seconds[False])
    keep(
        "checks",
        {"lines": n, "seconds_with": median(seconds[True]), "seconds_without": median(seconds[False]), "ratio": ratio},
    )
    if ratio > MOST:
        sys.exit(f"The checks make a run longer by more than {MOST - 1:.0%}.")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
