"""A year's history at once: the steps as of twelve month-ends in one run, against the same steps as of one of them.

Both read what is kept up to date already, and a day is a past one: its view of the cells costs what it costs a user.
`features` are all that read cells, or what is made of them; `all` are these and every model and mart of members behind.
"""

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from tests.benchmarks import steps
from tests.benchmarks.lines import FIRST_DAY, LINES_A_MEMBER_AND_YEAR, lines, session, write
from tests.benchmarks.report import keep

from gcrm.core.contracts.graph import discover
from gcrm.core.running.days import Asked, month_ends
from gcrm.core.storage.folders import local_path
from gcrm.core.storage.lakehouse import Lakehouse

DAYS = 380  # so that the last of twelve month-ends is past as well
ENDS = tuple(month_ends(FIRST_DAY, date(2024, 12, 31)))
ONE = ENDS[6]  # of the twelve about the mean number of months lies before it
MOST = 4.0


def main(n: int = 1_000_000) -> None:
    folder = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    spark = session("history")
    every = discover()
    ready = [step.output.name for step in every if step.output.layer == "warehouse"]
    features = [step.output.name for step in every if step.output.layer == "features"]
    behind = [step.output.name for step in every if step.dated and step.output.layer in ("models", "marts")]
    try:
        warm = Lakehouse(spark, str(folder / "warm"))
        write(warm, lines(spark, 20_000, 100, 0, DAYS))
        steps.run(warm, 0, [*ready, *features, *behind])
        steps.run(warm, 1, [*features, *behind], Asked(ENDS[:2]))
        figures: dict[str, object] = {"lines": n, "members": n // LINES_A_MEMBER_AND_YEAR, "month_ends": len(ENDS)}
        lake = Lakehouse(spark, str(folder / "lakehouse"))
        write(lake, lines(spark, n, n // LINES_A_MEMBER_AND_YEAR, 0, DAYS))
        steps.run(lake, 0, ready)
        for name, tables in {"features": features, "all": [*features, *behind]}.items():
            one, twelve = (_seconds(lake, folder / f"{name}-{len(days)}", tables, days) for days in ((ONE,), ENDS))
            figures |= {f"{name}_of_one_seconds": one, f"{name}_of_twelve_seconds": twelve}
            figures[f"{name}_twelve_over_one"] = twelve / one
        keep("history", figures)
    finally:
        spark.stop()
        shutil.rmtree(folder)
    if twelve / one > MOST:
        sys.exit(f"Twelve month-ends cost more than {MOST} times one.")


def _seconds(lake: Lakehouse, copy: Path, tables: list[str], days: tuple[date, ...]) -> float:
    """Of a run over a copy of the lakehouse, in which none of these tables has been built."""
    shutil.copytree(local_path(lake.root), copy)
    return steps.outcome(Lakehouse(lake.spark, str(copy)), len(days), tables, Asked(days)).seconds


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
