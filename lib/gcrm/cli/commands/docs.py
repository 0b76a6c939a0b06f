"""`gcrm docs`: catalogue, data contracts and, where a lakehouse is given, what validation finds in it."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command, option
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Writes the catalogue; tables are validated only where a lakehouse is typed."""
    from gcrm.cli import docs

    return docs.write(project_of(args), args.out, args.only or [], args.lakehouse is not None)


COMMAND = Command(
    "docs",
    "Write the catalogue; with --lakehouse, validate its tables and write Data Docs too.",
    group="site",
    options=(
        *options.WHOSE,
        option("--lakehouse", help="folder of the tables to validate (default: validate nothing)"),
        options.VAULT,
        options.ONLY,
        options.out("docs-out"),
    ),
    run=run,
)
