"""`gcrm forget`: takes members out of everything that is kept of them."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Forgets the members, and prints a line per table."""
    from gcrm.cli import erasure
    from gcrm.erasure.asked import asked

    # First, because a list that cannot be read needs no Spark to be told.
    wanted = asked(args.member, args.list)
    return erasure.forget_members(project_of(args), wanted, args.namespace)


COMMAND = Command(
    "forget",
    "Take members out of every table, file and version.",
    group="rights",
    options=(*options.WHOSE, *options.TABLES, options.LANDING, options.MEMBER, options.LIST, options.NAMESPACE),
    run=run,
)
