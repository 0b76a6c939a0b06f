"""`gcrm tables`: what is there."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command


def run(args: argparse.Namespace) -> int:
    """Prints a line per table."""
    from gcrm.cli import inspect, printed
    from gcrm.cli.looking import answered

    print(printed.text(answered("tables", args, inspect.tables), args.format))
    return 0


COMMAND = Command(
    "tables",
    "Print what is there: every table, its rows and version.",
    group="look",
    options=(*options.WHOSE, *options.TABLES, options.FORMAT),
    run=run,
)
