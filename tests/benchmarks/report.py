"""Prints a benchmark's figures and keeps them as JSON."""

import json
import os
import platform
from pathlib import Path
from typing import Any

FOLDER = Path("build/bench")


def keep(name: str, figures: dict[str, Any]) -> None:
    """Writes build/bench/<name>.json and prints the same."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    told = {"benchmark": name, "cores": os.cpu_count(), "machine": platform.machine(), **figures}
    (FOLDER / f"{name}.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    print(f"{name}:")
    for key, value in figures.items():
        print(f"  {key:<52} {value:,.2f}" if isinstance(value, float) else f"  {key:<52} {value}")
