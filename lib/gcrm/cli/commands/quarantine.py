"""`gcrm quarantine`: what was refused."""

import argparse
from typing import TYPE_CHECKING

from gcrm.cli import options
from gcrm.cli.command import Command, option

if TYPE_CHECKING:
    from gcrm.cli.looking import AnyLooks
    from gcrm.core.storage.looks import Answer


def run(args: argparse.Namespace) -> int:
    """Prints what there is to mend, by table, feed and reason; or the refused rows of one table."""
    from gcrm.cli import inspect, printed, worklist
    from gcrm.cli.looking import answered

    path = f"coalitions/{args.coalition}/feeds"
    feeds = worklist.Feeds(args.conf / path, f"conf/{path}")

    def ask(looks: "AnyLooks") -> "Answer":
        if args.table:
            return inspect.quarantine(looks, args.table, args.limit)
        return worklist.groups(looks, feeds, args.limit)

    found = answered("quarantine", args, ask)
    print(printed.text(found, args.format))
    return 0


COMMAND = Command(
    "quarantine",
    "Print what was refused, why, and where to mend it.",
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
