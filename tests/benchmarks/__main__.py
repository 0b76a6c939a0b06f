"""`make bench`: every benchmark in a process of its own, one after the other."""

import subprocess
import sys

NAMES = (
    "check",
    "checks",
    "cells",
    "increments",
    "fixed",
    "memory",
    "simulation",
    "days",
    "proportion",
    "skew",
    "driver",
    "history",
    "forget",
)


def main() -> None:
    chosen = sys.argv[1:] or NAMES
    failed = [
        name
        for name in chosen
        if subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False).returncode
    ]
    sys.exit(f"Failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
