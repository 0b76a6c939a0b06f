"""`gcrm status`: the latest runs and their steps."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command


def run(args: argparse.Namespace) -> int:
    """Prints what the ledger tells of the latest runs, also while they run."""
    from gcrm.cli import status
    from gcrm.cli.looking import answered

    print(answered("status", args, lambda looks: status.latest(looks, args.limit)))
    for line in status.waiting(args):
        print(line)
    return 0


COMMAND = Command(
    "status",
    "Print the latest runs and their steps, also while they run.",
    group="look",
    options=(*options.WHOSE, *options.TABLES, options.LANDING, options.limit(5, "runs")),
    run=run,
)
