"""`gcrm plan`: what would run, in order, and why; or what a scheduler makes a DAG from."""

import argparse
from pathlib import Path

from gcrm.cli import dates, options
from gcrm.cli.command import Command, option
from gcrm.cli.context import project_of
from gcrm.core.errors import UsageError


def run(args: argparse.Namespace) -> int:
    """Prints the plan, or writes a schedule; raises UsageError for a first day of no schedule."""
    from gcrm.cli import jobs, plan

    project = project_of(args)
    if args.schedule:
        from gcrm.cli import cluster

        return cluster.schedule(cluster.Request.of(args, project), args.schedule, args.since)
    if args.since:
        raise UsageError("--from is the first day of a schedule; give --schedule DIR as well.")
    steps, whys = jobs.asked_for(project.steps, args.only, args.job), None
    if args.lakehouse:
        from gcrm.cli import looking, why

        whys = looking.answered("plan", args, lambda looks: why.whys(project, steps, looks))
    print(plan.text(project, steps, args.landing is not None, whys))
    return 0


COMMAND = Command(
    "plan",
    "Print what would run, in order; with --lakehouse also why.",
    group="run",
    options=(
        *options.WHOSE,
        options.LOOKED_AT,
        option("--lakehouse", help="folder of tables that are looked at too, to say why each would be built"),
        options.VAULT,
        options.JOB,
        options.ONLY,
        option("--schedule", type=Path, metavar="DIR", help="write what a scheduler needs into this folder"),
        option(
            "--from",
            type=dates.day,
            dest="since",
            metavar="DATE",
            help="first day of the schedule, YYYY-MM-DD (default: as configured)",
        ),
    ),
    run=run,
)
