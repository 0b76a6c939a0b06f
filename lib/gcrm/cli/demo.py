"""From nothing to the atlas of a simulated coalition, in one go."""

import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from gcrm.cli.parser import parsed
from gcrm.cli.project import assemble
from gcrm.core.errors import UsageError
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.session import start
from gcrm.publish import findings

COALITION = "demo"
_PARTS = ("landing", "lakehouse", "atlas")


def show(out: Path, conf: Path, sizes: Mapping[str, int]) -> int:
    """Runs the four commands that a user would type, each shown before it starts; then the findings.

    `sizes` are members, days and seed of the simulation. Gives the exit code of the first command that fails.
    """
    began = time.monotonic()
    landing, lakehouse, atlas = (out / part for part in _PARTS)
    _clear(out)
    where = ["--coalition", COALITION, "--env", "local", "--conf", str(conf), "--lakehouse", str(lakehouse)]
    for typed in (
        ["simulate", "--out", str(landing), "--conf", str(conf), *(f"--{name}={size}" for name, size in sizes.items())],
        ["run", *where, "--landing", str(landing)],
        ["atlas", *where, "--out", str(atlas)],
        ["score", *where, "--truth", str(landing / "truth")],
    ):
        print(f"\n$ gcrm {' '.join(typed)}", flush=True)
        args = parsed(typed)
        if code := int(args.command.run(args)):
            return code
    told = _findings(conf, str(lakehouse))
    print(f"\nWhat was found ({time.monotonic() - began:.0f} s in all):")
    print("\n".join(f"  {number}. {sentence}" for number, sentence in enumerate(told, 1)))
    print(f"\nOpen {(atlas / 'index.html').resolve()}")
    return 0


def _clear(out: Path) -> None:
    """Takes away what an earlier demo left; raises UsageError where the folder holds anything else."""
    strangers = sorted(path.name for path in out.iterdir() if path.name not in _PARTS) if out.is_dir() else []
    if strangers:
        raise UsageError(f"{out} holds {strangers[0]}, which is no part of a demo; name a new folder with --out.")
    for part in _PARTS:
        shutil.rmtree(out / part, ignore_errors=True)


def _findings(conf: Path, lakehouse: str) -> list[str]:
    project = assemble(conf, COALITION, "local", [], None, lambda: b"")
    lake = Lakehouse(start("gcrm demo", project.config.spark), lakehouse)
    return findings.found(lake, COALITION, project.coalition.currency)
