"""`gcrm atlas`: pages for people who look, in a folder that opens from disk."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from gcrm.cli.lake import opened
from gcrm.cli.project import Project
from gcrm.publish.atlas import pages


def add_command(
    add: Callable[..., argparse.ArgumentParser],
    command: Callable[[argparse.Namespace], int],
    lakehouse: argparse.ArgumentParser,
) -> None:
    """Adds `atlas` to the command line."""
    sub = add("atlas", "Write pages that open from disk: map, segments, what arrived.", command, lakehouse)
    sub.add_argument("--out", type=Path, default=Path("atlas"), help="folder to write (default: ./atlas)")


def write(args: argparse.Namespace, project: Project) -> int:
    """Writes the atlas of `args.coalition` from `args.lakehouse` to `args.out`, and says where it is."""
    lake = opened(args, project)
    clock = time.monotonic()
    own = project.coalition
    done = pages.write(lake, pages.Agreed(own.name, args.coalition, own.currency, own.area_levels), args.out)
    seconds = time.monotonic() - clock
    size = f"{done.n_files} files, {done.size / 1e6:.1f} MB"
    print(f"{args.out / 'index.html'}: {done.n_areas:,} areas drawn, {size}, {seconds:.0f} s.")
    return 0
