"""The lakehouse that a command looks into."""

import argparse
from collections.abc import Mapping

from gcrm.cli.project import Project
from gcrm.core.storage.folders import local_path, require_lakehouse
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.session import connect, of_one_machine, start


def opened(args: argparse.Namespace, project: Project, more: Mapping[str, str] | None = None) -> Lakehouse:
    """The lakehouse of `args`, in a session of this machine with `more` settings; raises UsageError where it is not."""
    settings = {**of_one_machine(project.config.spark), **(more or {})}
    if local_path(args.lakehouse) is None:
        connect(settings)
    require_lakehouse(args.lakehouse)
    return Lakehouse(start(f"gcrm {args.name} {args.coalition}", settings), args.lakehouse, args.vault)
