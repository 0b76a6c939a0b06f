"""`gcrm submit`: a coalition's jobs on a cluster."""

import argparse

from gcrm.cli import dates, options
from gcrm.cli.command import Command, option
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Hands the jobs over one after the other, and tells how they go."""
    from gcrm.cli import cluster

    request = cluster.Request.of(args, project_of(args))
    return cluster.submit(request, args.job, args.spark, args.only_print)


COMMAND = Command(
    "submit",
    "Run a coalition's jobs on a cluster, and tell how they go.",
    group="cluster",
    options=(
        *options.WHOSE,
        *options.TABLES,
        options.LANDING,
        *dates.DATES,
        options.JOB,
        options.SET,
        options.FROM_LESS,
        option(
            "--spark",
            action="append",
            default=[],
            metavar="KEY=VALUE",
            help="override one Spark setting, such as spark.executor.memory=8g",
        ),
        option("--print", action="store_true", dest="only_print", help="print the spark-submit commands, run nothing"),
    ),
    run=run,
)
