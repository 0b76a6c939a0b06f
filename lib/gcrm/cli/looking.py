"""Where a command looks: at tables on this machine's disk without Spark, at all others through it."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from gcrm.cli.places import resolved
from gcrm.core.settings.load import agreed_places
from gcrm.core.storage.folders import local_path, require_lakehouse
from gcrm.core.storage.looks import Looks, UnreadableTableError

if TYPE_CHECKING:
    from gcrm.core.storage.far_looks import FarLooks

    AnyLooks = Looks | FarLooks
T = TypeVar("T")


def answered(command: str, args: argparse.Namespace, ask: Callable[["AnyLooks"], T]) -> T:
    """What `ask` finds in the lakehouse that the arguments name. Raises UsageError where no lakehouse is."""
    near = _near(args)
    if near is None:
        return ask(_far(command, args))
    try:
        return ask(near)
    except UnreadableTableError:
        return ask(_far(command, args))


def _near(args: argparse.Namespace) -> Looks | None:
    # Of the configuration the places alone are needed; a mistake elsewhere in it does not hide the tables.
    agreed = agreed_places(args.conf, args.coalition, args.env)
    places = resolved(agreed, None, args.lakehouse, getattr(args, "vault", None))
    root, vault = local_path(places.lakehouse), local_path(places.vault)
    if root is None or vault is None:
        return None
    require_lakehouse(places.lakehouse)
    return Looks(root.resolve(), vault.resolve())


def _far(command: str, args: argparse.Namespace) -> "FarLooks":
    # Here, because who looks at a local table needs neither Spark nor the steps.
    from gcrm.cli.context import project_of
    from gcrm.cli.lake import opened
    from gcrm.core.storage.far_looks import FarLooks

    project = project_of(args)
    return FarLooks(opened(command, project), project.tables)
