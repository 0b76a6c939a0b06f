"""`gcrm config`: every setting and where it comes from."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command, option
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Prints every setting, or those whose value is not the default."""
    from gcrm.cli import config

    found = config.groups(project_of(args))
    print((config.as_json if args.format == "json" else config.text)(found, args.changed))
    return 0


COMMAND = Command(
    "config",
    "Print every setting, its value, and the line or the default that it comes from; no Spark.",
    group="run",
    options=(
        *options.WHOSE,
        options.SET,
        option("--changed", action="store_true", help="only settings whose value is not the default"),
        option("--format", choices=("table", "json"), default="table", help="how to print (default: %(default)s)"),
    ),
    run=run,
)
