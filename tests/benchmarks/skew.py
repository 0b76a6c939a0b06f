"""A run over lines of which one member bought a tenth, beside one over as many that are spread: the ratio of times."""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.report import keep
from tests.faults import kiosk

LINES, SKEWED, ROUNDS = 300_000, 0.1, 3


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    try:
        conf = kiosk.configure(home / "conf")
        even, skewed = (home / name for name in ("even", "skewed"))
        kiosk.deliver(even, 0, n=LINES)
        kiosk.deliver(skewed, 0, n=LINES, skewed=SKEWED)
        # By turns, so that what else the machine does falls on both.
        taken = [(_seconds(home, conf, even), _seconds(home, conf, skewed)) for _ in range(ROUNDS)]
    finally:
        shutil.rmtree(home)
    least_even, least_skewed = (min(pair[which] for pair in taken) for which in (0, 1))
    keep("skew", {"seconds_even": least_even, "seconds_skewed": least_skewed, "ratio": least_skewed / least_even})


def _seconds(home: Path, conf: Path, landing: Path) -> float:
    lake = home / "lake"
    shutil.rmtree(lake, ignore_errors=True)
    where = ["--coalition", "kiosk", "--conf", str(conf), "--landing", str(landing), "--lakehouse", str(lake)]
    command = [sys.executable, "-m", "gcrm.cli.main", "run", *where, "--only", *kiosk.TABLES, "features.members"]
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
