"""`gcrm demo`: from nothing to the atlas of a simulated coalition, in one go."""

import argparse
from pathlib import Path

from gcrm.cli import options
from gcrm.cli.command import Command, option


def run(args: argparse.Namespace) -> int:
    """Runs the four commands that a user would type, and tells what was found."""
    from gcrm.cli import demo

    return demo.show(args.out, args.conf, {name: getattr(args, name) for name in ("members", "days", "seed")})


COMMAND = Command(
    "demo",
    "Simulate a coalition, run everything on it, write its pages, and tell what was found.",
    group="world",
    options=(
        option("--out", type=Path, default=Path("demo"), help="folder of everything (default: ./demo)"),
        option("--members", type=int, default=5000, help="members of the coalition (default: %(default)s)"),
        option("--days", type=int, default=365, help="days of history (default: %(default)s)"),
        option("--seed", type=int, default=7, help="the same seed makes the same world (default: %(default)s)"),
        options.CONF,
    ),
    run=run,
)
