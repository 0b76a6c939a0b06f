"""`gcrm maintain`: packs small files, and removes those that no version within the retention needs."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command, option
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Maintains every table that gains by it, and prints a line per table."""
    from gcrm.cli import maintain

    return maintain.maintain(project_of(args), args.retain_hours)


COMMAND = Command(
    "maintain",
    "Pack small files, and remove those that are needed no longer.",
    group="cluster",
    options=(
        *options.WHOSE,
        *options.TABLES,
        option(
            "--retain-hours",
            type=int,
            metavar="N",
            help="keep every version of the last N hours readable (default, and least: 168, a week)",
        ),
    ),
    run=run,
)
