"""What the arguments of a command mean: the coalition's project, at its places."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gcrm.cli.project import Project


def project_of(args: argparse.Namespace) -> "Project":
    """The project of `--coalition`, with `--set` over its configuration, at the places that the arguments name.

    Raises MistakesError that names every mistake in its configuration at once.
    """
    # Here, because a command's file is imported for `gcrm --help` too, and Spark takes a second.
    from gcrm.cli.project import assemble, key

    given = {name: getattr(args, name, None) for name in ("lakehouse", "vault")}
    landing, sets = getattr(args, "landing", None), getattr(args, "set", [])
    project = assemble(args.conf, args.coalition, args.env, sets, landing, lambda: key(project.places), **given)
    return project
