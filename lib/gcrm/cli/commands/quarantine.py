"""`gcrm quarantine`: what was refused."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command, option
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Prints reasons by table, or the refused rows of one table."""
    from gcrm.cli import inspect
    from gcrm.cli.lake import opened

    project = project_of(args)
    lake = opened("quarantine", project)
    inspect.quarantine(lake, project, args.table).show(args.limit, truncate=inspect.WIDTH)
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
    ),
    run=run,
)
