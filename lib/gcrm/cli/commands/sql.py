"""`gcrm sql`: a SELECT over the tables."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command, option


def run(args: argparse.Namespace) -> int:
    """Prints the answer."""
    from gcrm.cli import inspect, printed
    from gcrm.cli.looking import answered

    found = answered("sql", args, lambda looks: inspect.sql(looks, args.statement, args.vault is not None))
    print(printed.text(found, args.format))
    return 0


COMMAND = Command(
    "sql",
    "Print the answer to a SELECT over the tables.",
    group="look",
    options=(
        option("statement", help="such as 'SELECT level, count(*) FROM marts.area_power GROUP BY level'"),
        *options.WHOSE,
        options.LAKEHOUSE,
        option(
            "--vault",
            nargs="?",
            const="",
            metavar="DIR",
            help="also answer from the vault, in this folder (default: as configured)",
        ),
        options.FORMAT,
    ),
    run=run,
)
