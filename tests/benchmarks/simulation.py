"""Simulating a year for 10^4, 10^5 and 3x10^5 members: what another member costs must not grow with their number."""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.report import keep

from gcrm.core.settings.load import environment
from gcrm.core.storage.session import start
from gcrm.simulate.scene import Scene
from gcrm.simulate.simulation import simulate
from gcrm.simulate.world import load

SIZES = (10_000, 100_000, 300_000)
DAYS = 365
CONF = Path("conf")


def one(members: int) -> None:
    """Simulates here, with the session that a user has, and prints seconds, rows, and the JVM's peak memory in MiB."""
    folder = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    env = environment(CONF, "local")
    conf, workers = env.spark, env.workers
    spark = start("gcrm bench", conf)
    began = time.monotonic()
    done = simulate(spark, Scene(load(CONF, []), 7, members), folder, 0, DAYS, workers, lambda _: None)
    seconds = time.monotonic() - began
    status = Path(f"/proc/{spark._jvm.java.lang.ProcessHandle.current().pid()}/status").read_text()
    peak = next(int(line.split()[1]) >> 10 for line in status.splitlines() if line.startswith("VmHWM"))
    spark.stop()
    shutil.rmtree(folder)
    print(f"{seconds} {done.n_rows} {peak}")


def main() -> None:
    figures: dict[str, object] = {}
    seconds: dict[int, float] = {}
    for members in SIZES:
        command = [sys.executable, "-m", "tests.benchmarks.simulation", str(members)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        taken, rows, peak = done.stdout.split()[-3:]
        seconds[members] = float(taken)
        figures |= {f"seconds_at_{members}": float(taken), f"rows_at_{members}": int(rows)}
        figures[f"jvm_mib_at_{members}"] = int(peak)
    small, middle, large = SIZES
    first = (seconds[middle] - seconds[small]) / (middle - small)
    second = (seconds[large] - seconds[middle]) / (large - middle)
    keep("simulation", {**figures, "ratio_of_a_members_cost": second / first})


if __name__ == "__main__":
    one(int(sys.argv[1])) if len(sys.argv) > 1 else main()
