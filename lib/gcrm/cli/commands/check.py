"""`gcrm check`: every mistake at once."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Prints what was found; raises MistakesError where a run would not start."""
    from gcrm.cli import check

    project = project_of(args)
    # Files are looked at where they are asked for, not wherever a landing folder is configured.
    check.require(project, args.landing)
    print(check.report(project, args.landing))
    return 0


COMMAND = Command(
    "check",
    "Name every mistake in configuration and files at once; no Spark.",
    group="run",
    options=(*options.WHOSE, options.LOOKED_AT),
    run=run,
)
