"""`gcrm demo`: from nothing to the atlas of a simulated coalition, in one go."""

import argparse
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from gcrm.cli.project import assemble
from gcrm.core.errors import UsageError
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.session import start
from gcrm.publish import findings

COALITION = "demo"
HELP = "Simulate a coalition, run everything on it, write its pages, and tell what was found."
_PARTS = ("landing", "lakehouse", "atlas")


def add_command(commands: Any, conf: Path, run: Callable[[Sequence[str]], int]) -> None:
    """Adds `demo` to the command line; `run` is the command line itself."""
    sub = commands.add_parser("demo", help=HELP, description=HELP)
    sub.set_defaults(command=lambda args: show(args, run))
    sub.add_argument("--out", type=Path, default=Path("demo"), help="folder of everything (default: ./demo)")
    sub.add_argument("--members", type=int, default=5000, help="members of the coalition (default: %(default)s)")
    sub.add_argument("--days", type=int, default=365, help="days of history (default: %(default)s)")
    sub.add_argument("--seed", type=int, default=7, help="the same seed makes the same world (default: %(default)s)")
    sub.add_argument("--conf", type=Path, default=conf, help="configuration folder (default: %(default)s)")


def show(args: argparse.Namespace, run: Callable[[Sequence[str]], int]) -> int:
    """Runs the four commands that a user would type, each shown before it starts; then the findings."""
    began = time.monotonic()
    landing, lakehouse, atlas = (args.out / part for part in _PARTS)
    _clear(args.out)
    where = ["--coalition", COALITION, "--env", "local", "--conf", str(args.conf), "--lakehouse", str(lakehouse)]
    sizes = [f"--{name}={getattr(args, name)}" for name in ("members", "days", "seed")]
    for command in (
        ["simulate", "--out", str(landing), "--conf", str(args.conf), *sizes],
        ["run", *where, "--landing", str(landing)],
        ["atlas", *where, "--out", str(atlas)],
        ["score", *where, "--truth", str(landing / "truth")],
    ):
        print(f"\n$ gcrm {' '.join(command)}", flush=True)
        if code := run(command):
            return code
    told = _findings(args.conf, str(lakehouse))
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
