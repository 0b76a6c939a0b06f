"""`gcrm status`: the latest runs and their steps."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Prints what the ledger tells of the latest runs, also while they run."""
    from gcrm.cli import status
    from gcrm.cli.lake import opened

    print(status.latest(opened("status", project_of(args)), args.limit))
    return 0


COMMAND = Command(
    "status",
    "Print the latest runs and their steps, also while they run.",
    group="look",
    options=(*options.WHOSE, *options.TABLES, options.limit(5, "runs")),
    run=run,
)
