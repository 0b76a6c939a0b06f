"""`gcrm rotate-key`: a new vault key, and nothing left that the old one made."""

import argparse

from gcrm.cli import options
from gcrm.cli.command import Command
from gcrm.cli.context import project_of


def run(args: argparse.Namespace) -> int:
    """Empties the tables that hold pseudonyms, and puts the new key in place."""
    from gcrm.cli import erasure

    return erasure.rotate_key(project_of(args))


COMMAND = Command(
    "rotate-key",
    "Make the vault a new key; the next run makes all pseudonyms anew.",
    group="rights",
    options=(*options.WHOSE, *options.TABLES),
    run=run,
)
