"""Why each table would be brought up to date, from what a lakehouse was made of; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from gcrm.cli.project import Project
from gcrm.core.contracts.step import AnyStep, Landing, Step
from gcrm.core.running import older
from gcrm.core.running.arrivals import arrivals
from gcrm.core.running.fingerprint import fingerprint
from gcrm.core.running.outlook import outlook
from gcrm.core.running.records import Delivery, StepRecord
from gcrm.core.storage.folders import may_enter
from gcrm.ops.deliveries import DELIVERIES
from gcrm.ops.steps import STEPS

if TYPE_CHECKING:
    from gcrm.cli.looking import AnyLooks

# The last thing that was done to each table, of each day; a day that is null is told from none by no other comparison
# that both readers of SQL take.
_DONE = """SELECT s.* FROM steps s JOIN (
  SELECT table_name, coalesce(as_of, DATE '1970-01-01') AS day, max(started_at) AS last FROM steps
  WHERE status = 'done' GROUP BY table_name, coalesce(as_of, DATE '1970-01-01')
) newest ON s.table_name = newest.table_name AND coalesce(s.as_of, DATE '1970-01-01') = newest.day
AND s.started_at = newest.last WHERE s.status = 'done'"""


@dataclass(frozen=True)
class Whys:
    """`reasons`: why each table would be brought up to date, none for one that is. `older`: what is to be said of days
    that other code or settings made; None where there are none."""

    reasons: dict[str, list[str]]
    older: str | None = None


def whys(project: Project, steps: Sequence[AnyStep], looks: "AnyLooks") -> Whys:
    """What a run of these steps would do, and what it would leave as it was."""
    there, in_vault = set(looks.names()), may_enter(str(looks.vault))
    layers = {table.name: table.layer for table in project.tables}

    def asked(sql: str, name: str, table: str) -> list[dict[str, Any]]:
        return [*looks.query(sql, {name: table}).rows] if table in there else []

    done = sorted((StepRecord(**row) for row in asked(_DONE, "steps", STEPS.name)), key=lambda one: one.started_at)
    known = [Delivery(**row) for row in asked("SELECT * FROM deliveries", "deliveries", DELIVERIES.name)]

    @cache
    def version(name: str) -> int | None:
        if layers[name] == "vault" and not in_vault:
            return None
        return looks.version(name) if name in there else -1

    made = {step.output.name: fingerprint(step, project.settings.get(step.output.name)) for step in steps}

    def arrived(step: Landing) -> int:
        return len(arrivals(step, known, ""))

    def gone(step: Landing) -> int:
        there = {step.relative(path) for path in step.find()}
        return len(
            {d.file for d in known if d.table_name == step.output.name and d.status == "taken" and d.rows_read} - there
        )

    entries = {entry.table_name: entry for entry in done}
    found = outlook(steps, made, entries, version, arrived, gone, project.config.as_of.table)
    left = {
        # The newest day is the run's own.
        step.output.name: older.made_otherwise(step.output, made[step.output.name], done, newest=False)
        for step in steps
        if isinstance(step, Step) and step.dated
    }
    return Whys(found, older.told(left))
