"""What `gcrm check` takes of the processor beside the libraries that it imports, per coalition.

Fails above 2.5 times the libraries: the rest is reading and checking configuration, which no volume explains.
"""

import resource
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.report import keep

LIBRARIES = "import pandas, pyspark.sql, scipy.optimize, sqlglot.optimizer"
MOST_TIMES = 2.5


def main() -> None:
    imported = min(processor_seconds("-c", LIBRARIES) for _ in range(3))
    figures: dict[str, float] = {"libraries_seconds": imported}
    for coalition in sorted(path.name for path in Path("conf/coalitions").iterdir()):
        check = ("-m", "gcrm.cli.main", "check", "--coalition", coalition)
        figures[f"ratio_{coalition}"] = min(processor_seconds(*check) for _ in range(3)) / imported
    keep("check", figures)
    if slow := [name for name, value in figures.items() if name.startswith("ratio_") and value > MOST_TIMES]:
        sys.exit(f"More than {MOST_TIMES} times what the libraries take: {', '.join(slow)}")


def processor_seconds(*arguments: str) -> float:
    """What one process of Python took of the processor, so that a busy machine is not blamed on it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


if __name__ == "__main__":
    main()
