"""`gcrm runs`: what happened."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command


def run(args: argparse.Namespace) -> int:
    """Prints a line per run, the newest first."""
    from gcrm.cli import inspect, printed
    from gcrm.cli.looking import answered

    found = answered("runs", args, lambda looks: inspect.runs(looks, args.limit))
    print(printed.text(found, args.format))
    return 0


COMMAND = Command(
    "runs",
    "Print what happened: every run, its rows and time.",
    group="look",
    options=(*options.WHOSE, *options.TABLES, options.limit(20, "runs"), options.FORMAT),
    run=run,
)
