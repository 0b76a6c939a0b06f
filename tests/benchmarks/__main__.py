"""`make bench`: every benchmark in a process of its own, one after the other."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
# Every module here that can be run by itself.
NAMES = sorted(path.stem for path in FOLDER.glob("[a-z]*.py") if "\ndef main(" in path.read_text(encoding="utf-8"))


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
