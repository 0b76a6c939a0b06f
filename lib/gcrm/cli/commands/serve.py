"""`gcrm serve`: the tables by JDBC and ODBC."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command, option
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Serves the tables until it is stopped."""
    from gcrm.cli import serve

    return serve.serve(project_of(args), args.host, args.port, args.memory, args.timeout)


COMMAND = Command(
    "serve",
    "Serve the tables to SQL tools (JDBC, ODBC; Spark's own SQL server), as a user who may not enter the vault.",
    group="cluster",
    options=(
        *options.WHOSE,
        *options.TABLES,
        option("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)"),
        option("--port", type=int, default=10000, help="port to listen on (default: %(default)s)"),
        option("--timeout", type=int, default=600, help="seconds that a statement may take (default: %(default)s)"),
        option("--memory", default="2g", help="memory of the server (default: %(default)s)"),
    ),
    run=run,
)
