"""`gcrm run`: brings every table up to date with what was delivered."""

import argparse

from gcrm.cli import dates, options
from gcrm.cli.command import Command
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Runs the steps that are asked for, and prints what came of it."""
    from gcrm.cli import jobs, running
    from gcrm.core.contracts.graph import chosen

    days = dates.asked(args)
    project = project_of(args)
    steps = jobs.asked_for(project.steps, args.only, args.job)
    asked = args.rebuild_from_less
    less = frozenset(chosen((step.output.name for step in project.steps), asked) if asked else ())
    return running.run(project, steps, args.env, days, less)


COMMAND = Command(
    "run",
    "Bring every table up to date with what was delivered.",
    group="run",
    options=(
        *options.WHOSE,
        *options.TABLES,
        options.LANDING,
        options.JOB,
        options.ONLY,
        *dates.DATES,
        options.SET,
        options.FROM_LESS,
    ),
    run=run,
)
