"""Why each table would be brought up to date, from what a lakehouse was made of; nothing is written."""

from collections.abc import Sequence
from functools import cache

from gcrm.cli.project import Project
from gcrm.core.contracts.step import AnyStep, Landing
from gcrm.core.running.land import arrivals
from gcrm.core.running.outlook import outlook
from gcrm.core.storage.folders import may_enter
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.ops.ledger import Ledger


def reasons(project: Project, steps: Sequence[AnyStep], lake: Lakehouse) -> dict[str, list[str]]:
    """Why each of these tables would be brought up to date, none for one that is."""
    ledger, in_vault = Ledger(lake, make=False), may_enter(lake.vault)
    entries = {entry.table_name: entry for entry in sorted(ledger.states().values(), key=lambda e: e.started_at)}
    known = ledger.deliveries()
    tables = {table.name: table for table in project.tables}

    @cache
    def version(name: str) -> int | None:
        table = tables[name]
        return lake.version(table) if in_vault or table.layer != "vault" else None

    def arrived(step: Landing) -> int:
        return len(arrivals(step, known, ""))

    return outlook(steps, project.settings, entries, version, arrived, project.config.as_of.table)
