"""`gcrm atlas`: pages for people who look, in a folder that opens from disk."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Writes the pages, and says where they are."""
    from gcrm.cli import atlas

    return atlas.write(project_of(args), args.out)


COMMAND = Command(
    "atlas",
    "Write pages that open from disk: map, segments, what arrived.",
    group="site",
    options=(*options.WHOSE, *options.TABLES, options.out("atlas")),
    run=run,
)
