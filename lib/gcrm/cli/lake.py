"""The lakehouse that a command looks into."""

from collections.abc import Mapping

from gcrm.cli.project import Project
from gcrm.core.storage.folders import local_path, require_lakehouse
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.session import connect, of_one_machine, start


def opened(command: str, project: Project, more: Mapping[str, str] | None = None) -> Lakehouse:
    """The project's lakehouse, in a session of this machine with `more` settings; raises UsageError where it is not."""
    settings, places = {**of_one_machine(project.config.spark), **(more or {})}, project.places
    reach(project, settings)
    spark = start(f"gcrm {command} {project.config.coalition}", settings)
    return Lakehouse(spark, places.lakehouse, places.vault)


def reach(project: Project, settings: Mapping[str, str]) -> None:
    """Starts what it takes to look at the project's places, and no session; raises UsageError where no lakehouse is."""
    if local_path(project.places.lakehouse) is None:
        connect(settings)
    require_lakehouse(project.places.lakehouse)
