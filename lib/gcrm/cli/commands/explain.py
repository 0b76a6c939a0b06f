"""`gcrm explain`: what the models say of one member, area or segment, and what it rests on."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command, option


def run(args: argparse.Namespace) -> int:
    """Prints the sentences, part by part."""
    from gcrm.cli.explanation import explained
    from gcrm.cli.looking import answered

    print(answered("explain", args, lambda looks: explained(looks, args.thing, args.key)))
    return 0


COMMAND = Command(
    "explain",
    "Say what is found of one member, area or segment, how sure it is, and why.",
    group="look",
    options=(
        option("thing", help="kind of thing: member, area or segment"),
        option(
            "key",
            help="its key: pseudonym of a member (gcrm show features.members), id of an area, number of a segment",
        ),
        *options.WHOSE,
        *options.TABLES,
    ),
    run=run,
)
