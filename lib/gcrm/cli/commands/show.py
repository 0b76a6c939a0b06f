"""`gcrm show`: rows of one table."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command, option


def run(args: argparse.Namespace) -> int:
    """Prints the first rows, by key."""
    from gcrm.cli import inspect, printed
    from gcrm.cli.looking import answered

    found = answered("show", args, lambda looks: inspect.show(looks, args.table, args.limit))
    print(printed.text(found, args.format))
    return 0


COMMAND = Command(
    "show",
    "Print rows of one table.",
    group="look",
    options=(
        option("table", help="such as marts.area_power"),
        *options.WHOSE,
        *options.TABLES,
        options.limit(20),
        options.FORMAT,
    ),
    run=run,
)
