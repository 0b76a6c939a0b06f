"""Why each table would be brought up to date, from what a lakehouse was made of; nothing is written."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from gcrm.cli.project import Project
from gcrm.core.contracts.step import AnyStep, Landing
from gcrm.core.running.land import arrivals
from gcrm.core.running.outlook import outlook
from gcrm.core.running.records import Delivery, StepRecord
from gcrm.core.storage.folders import may_enter
from gcrm.ops.deliveries import DELIVERIES
from gcrm.ops.steps import STEPS

if TYPE_CHECKING:
    from gcrm.cli.looking import AnyLooks

# The last thing that was done to each table.
_DONE = """SELECT s.* FROM steps s JOIN (
  SELECT table_name, max(started_at) AS last FROM steps WHERE status = 'done' GROUP BY table_name
) newest ON s.table_name = newest.table_name AND s.started_at = newest.last WHERE s.status = 'done'"""


def reasons(project: Project, steps: Sequence[AnyStep], looks: "AnyLooks") -> dict[str, list[str]]:
    """Why each of these tables would be brought up to date, none for one that is."""
    there, in_vault = set(looks.names()), may_enter(str(looks.vault))
    layers = {table.name: table.layer for table in project.tables}

    def asked(sql: str, name: str, table: str) -> list[dict[str, Any]]:
        return [*looks.query(sql, {name: table}).rows] if table in there else []

    done = (StepRecord(**row) for row in asked(_DONE, "steps", STEPS.name))
    known = [Delivery(**row) for row in asked("SELECT * FROM deliveries", "deliveries", DELIVERIES.name)]

    @cache
    def version(name: str) -> int | None:
        if layers[name] == "vault" and not in_vault:
            return None
        return looks.version(name) if name in there else -1

    def arrived(step: Landing) -> int:
        return len(arrivals(step, known, ""))

    entries = {entry.table_name: entry for entry in done}
    return outlook(steps, project.settings, entries, version, arrived, project.config.as_of.table)
