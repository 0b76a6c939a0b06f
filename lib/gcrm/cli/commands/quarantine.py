"""`gcrm quarantine`: what was refused."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command, option


def run(args: argparse.Namespace) -> int:
    """Prints reasons by table, or the refused rows of one table."""
    from gcrm.cli import inspect, printed
    from gcrm.cli.looking import answered

    found = answered("quarantine", args, lambda looks: inspect.quarantine(looks, args.table, args.limit))
    print(printed.text(found, args.format))
    return 0


COMMAND = Command(
    "quarantine",
    "Print what was refused, and why.",
    group="look",
    options=(
        option("table", nargs="?", help="rows of one table, one by one"),
        *options.WHOSE,
        *options.TABLES,
        options.limit(20),
        options.FORMAT,
    ),
    run=run,
)
