"""`gcrm jobs`: the jobs that tables name."""

import argparse
from pathlib import Path

from gcrm.cli import options
from gcrm.cli.command import Command, option


def run(args: argparse.Namespace) -> int:
    """Prints a line per job, in an order in which they can run; with `--out`, writes their files."""
    from gcrm.cli import job_files, jobs
    from gcrm.cli.project import surroundings
    from gcrm.core.contracts.graph import discover

    if args.out:
        changed = job_files.write(args.out, jobs.every())
        print(f"{args.out}: {', '.join(changed) or 'nothing'} changed")
        return 0
    docs = {job.name: job.doc for job in jobs.every()}
    for name, others in jobs.waits_for(discover(), surroundings(args.conf, args.env).as_of.table).items():
        print(f"{name:<18}{docs[name]:<40}{'after ' + ', '.join(others) if others else ''}".rstrip())
    return 0


COMMAND = Command(
    "jobs",
    "Print the jobs, and which wait for which; with --out, write the files that spark-submit runs.",
    group="cluster",
    options=(
        options.CONF,
        options.ENV,
        option("--out", type=Path, metavar="DIR", help="folder of the files, such as jobs (default: write nothing)"),
    ),
    run=run,
)
