"""`gcrm segment`: an analyst's own segmentation, next to the standard one."""

import argparse
from pathlib import Path

from gcrm.cli import options
from gcrm.cli.command import Command, option
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Makes the segments and prints them; exit code 0."""
    from gcrm.cli import segment

    return segment.segment(args, project_of(args))


COMMAND = Command(
    "segment",
    "Make an analyst's own segmentation of members, and hold it against the standard one.",
    group="look",
    options=(
        option("--definition", type=Path, required=True, metavar="FILE", help="features, rules or cut points, in YAML"),
        *options.WHOSE,
        *options.TABLES,
        option("--out", type=Path, metavar="FOLDER", help="write who is in which segment, as Parquet, by pseudonym"),
    ),
    run=run,
)
