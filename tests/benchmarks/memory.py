"""Peak driver memory of the chain at 10^5 and 10^6 members: what outlives a collection must not grow with members.

The executor is a process of its own, for only then is the driver's memory told apart from that of the tasks.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import steps
from tests.benchmarks.lines import lines, session, write
from tests.benchmarks.report import keep

from gcrm.core.storage.lakehouse import Lakehouse

LINES_A_MEMBER = 5


def one(members: int) -> None:
    """Runs the chain here and prints its peaks: MiB of Java objects that outlived a collection, and of Python."""
    folder = Path(tempfile.mkdtemp(prefix="gcrm-bench-"))
    spark = session("memory", **{"spark.master": "local-cluster[1,2,3072]", "spark.executor.memory": "2g"})
    lake = Lakehouse(spark, str(folder))
    write(lake, lines(spark, members * LINES_A_MEMBER, members, 0, 60))
    jvm = spark._jvm
    pools = [
        pool for pool in jvm.java.lang.management.ManagementFactory.getMemoryPoolMXBeans() if "Old" in pool.getName()
    ]
    steps.run(lake, 1)
    lasting = max(pool.getCollectionUsage().getUsed() for pool in pools) >> 20
    python = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    spark.stop()
    shutil.rmtree(folder)
    print(json.dumps({"java": lasting, "python": python}))


def main() -> None:
    figures: dict[str, object] = {}
    for members in (100_000, 1_000_000):
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.memory", str(members)], capture_output=True, text=True, check=True
        )
        peaks = json.loads(done.stdout.strip().splitlines()[-1])
        figures |= {f"java_mib_at_{members}": peaks["java"], f"python_mib_at_{members}": peaks["python"]}
    keep("memory", figures)


if __name__ == "__main__":
    one(int(sys.argv[1])) if len(sys.argv) > 1 else main()
