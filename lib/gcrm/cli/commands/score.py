"""`gcrm score`: a run compared with the truth of the simulation that it was run on."""

import argparse
from pathlib import Path

from gcrm.cli import options
from gcrm.cli.command import Command, option
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Prints what is compared, part by part."""
    from gcrm.cli import score

    return score.score(args, project_of(args))


COMMAND = Command(
    "score",
    "Compare a run on simulated deliveries with what is true of them.",
    group="world",
    options=(
        *options.WHOSE,
        *options.TABLES,
        option("--truth", type=Path, required=True, help="folder `truth` that `gcrm simulate` wrote"),
        options.PARAMETERS,
    ),
    run=run,
)
