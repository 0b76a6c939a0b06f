"""`python -m tests.readable_yaml FILE...` names every file that is no YAML, and where; for the hook before a commit."""

import sys
from collections.abc import Iterable
from pathlib import Path

import yaml


def unreadable(paths: Iterable[str]) -> list[str]:
    """One sentence per file that cannot be read."""
    found = []
    for path in paths:
        try:
            list(yaml.safe_load_all(Path(path).read_text(encoding="utf-8")))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            found.append(f"{path}: {' '.join(str(error).split())}")
    return found


if __name__ == "__main__":
    sys.exit("\n".join(unreadable(sys.argv[1:])) or 0)
