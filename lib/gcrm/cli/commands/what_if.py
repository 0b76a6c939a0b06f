"""`gcrm what-if`: what a store that opens or closes would move."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command, option
from gcrm.core.errors import UsageError


def run(args: argparse.Namespace) -> int:
    """Prints the stores whose visits would change."""
    from gcrm.cli import printed, what_if
    from gcrm.cli.looking import answered

    if (args.open is None) == (args.close is None):
        raise UsageError("Say what changes: either --open LON,LAT,SIZE or --close STORE.")
    opens = what_if.opening(args.open) if args.open else None
    found = answered("what-if", args, lambda looks: what_if.answered(looks, args.close, opens, args.partner))
    print(printed.text(found, args.format))
    return 0


COMMAND = Command(
    "what-if",
    "Foretell which stores of a partner win or lose visits where one opens or closes.",
    group="look",
    options=(
        option("--open", metavar="LON,LAT,SIZE", help="a store that opens: where, and its sales floor in m2"),
        option("--close", metavar="STORE", help="a store that closes"),
        option("--partner", help="whose store opens; needed where several partners have stores to choose from"),
        *options.WHOSE,
        options.LAKEHOUSE,
        options.FORMAT,
    ),
    run=run,
)
