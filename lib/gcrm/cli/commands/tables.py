"""`gcrm tables`: what is there."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Prints a line per table."""
    from gcrm.cli import inspect
    from gcrm.cli.lake import opened

    project = project_of(args)
    lake = opened("tables", project)
    inspect.tables(lake, project).show(len(project.tables), truncate=inspect.WIDTH)
    return 0


COMMAND = Command(
    "tables",
    "Print what is there: every table, its rows and version.",
    group="look",
    options=(*options.WHOSE, *options.TABLES),
    run=run,
)
