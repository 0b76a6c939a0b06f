"""`gcrm show`: rows of one table."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command, option
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Prints the first rows, by key."""
    from gcrm.cli import inspect
    from gcrm.cli.lake import opened

    project = project_of(args)
    inspect.show(opened("show", project), project, args.table).show(args.limit, truncate=inspect.WIDTH)
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
    ),
    run=run,
)
