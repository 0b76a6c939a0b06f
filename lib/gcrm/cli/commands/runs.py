"""`gcrm runs`: what happened."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Prints a line per run, the newest first."""
    from gcrm.cli import inspect
    from gcrm.cli.lake import opened

    inspect.runs(opened("runs", project_of(args))).show(args.limit, truncate=inspect.WIDTH)
    return 0


COMMAND = Command(
    "runs",
    "Print what happened: every run, its rows and time.",
    group="look",
    options=(*options.WHOSE, *options.TABLES, options.limit(20, "runs")),
    run=run,
)
