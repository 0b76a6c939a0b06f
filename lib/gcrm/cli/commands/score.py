"""`gcrm score`: a run compared with the truth of the simulation that it was run on."""

import argparse
from pathlib import Path

from gcrm.cli import options
from gcrm.cli.command import Command, option
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Prints what is compared, score by score."""
    from gcrm.cli import score

    return score.score(args, project_of(args))


def _factor(text: str) -> float:
    """A number as it is written on the command line; raises ArgumentTypeError in words."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no number; 0.9 lets bounds be missed by a tenth.") from None


COMMAND = Command(
    "score",
    "Compare a run on simulated deliveries with what is true of them.",
    group="world",
    options=(
        *options.WHOSE,
        *options.TABLES,
        option("--truth", type=Path, required=True, help="folder `truth` that `gcrm simulate` wrote"),
        options.PARAMETERS,
        option("--format", choices=("table", "json"), default="table", help="how to print it (default: %(default)s)"),
        option(
            "--fail-under",
            type=_factor,
            nargs="?",
            const=1.0,
            metavar="FACTOR",
            help="exit with 1 where a figure misses its bound or cannot be told; 0.9 lets bounds be missed by a tenth",
        ),
    ),
    run=run,
)
