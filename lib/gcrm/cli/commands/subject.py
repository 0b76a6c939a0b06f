"""`gcrm subject`: everything that is known of one member, for that member."""

import argparse
from pathlib import Path

from gcrm.cli import options
from gcrm.cli.command import Command, option
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Writes the file, and says how much is in it."""
    from gcrm.cli import erasure
    from gcrm.erasure.asked import asked

    return erasure.write_subject(project_of(args), asked(args.member, None), args.namespace, args.out)


_OUT = option("--out", type=Path, required=True, metavar="FILE", help="file to write, for this user alone to read")
COMMAND = Command(
    "subject",
    "Write everything that is known of one member, with its sources.",
    group="rights",
    options=(*options.WHOSE, *options.TABLES, options.MEMBER, options.NAMESPACE, _OUT),
    run=run,
)
