"""The checks of one run: who waits for them, what they found, and which steps are held where one of them stopped."""

import threading
from collections.abc import Iterable, Mapping
from datetime import datetime

from gcrm.core.contracts.table import Table
from gcrm.core.running.records import Built, Delivery, Judge, Judged, Run, StepRecord, Verdict
from gcrm.core.storage.lakehouse import Lakehouse

Waits = Mapping[str, Iterable[str]]
_OF = "checks of "


class Checks:
    """Asked by several threads. `last`: what earlier runs found, by table; a stop holds until the table is judged anew.

    Checks stand in the order of a run as nodes of their own, so that a step waits for the tables that it reads, and
    not for those that its checks look into.
    """

    def __init__(self, judge: Judge | None, last: Mapping[str, Judged], run: Run) -> None:
        self._judge, self._last, self._run = judge, last, run
        self._guard = threading.Lock()
        self._stopped = {name: judged.stopped for name, judged in last.items() if judged.stopped}
        self._held: dict[str, str] = {}
        self.found: list[Verdict] = []

    def ordered(self, waits: Waits, tables: Iterable[Table]) -> dict[str, list[str]]:
        """`waits` (table to the tables that it waits for) with a node for the checks of each table of the run.

        A table that is made of the one it is checked for is not waited for.
        """
        if self._judge is None:
            return {name: [*before] for name, before in waits.items()}
        found = {name: [*before, *(_OF + one for one in before)] for name, before in waits.items()}
        for table in tables:
            looks = [
                name for name in self._judge.reads(table) if name in waits and not _behind(name, table.name, waits)
            ]
            found[_OF + table.name] = [table.name, *looks]
        return found

    @staticmethod
    def table_of(node: str) -> str | None:
        """The table whose checks a node of `ordered` stands for; None for one that builds a table.

        >>> Checks.table_of("checks of silver.areas"), Checks.table_of("silver.areas")
        ('silver.areas', None)
        """
        return node.removeprefix(_OF) if node.startswith(_OF) else None

    def hold(self, table: str, reads: Iterable[str]) -> str | None:
        """Why a step is not built: the sentence of the check that stopped what it reads; None where it may be built."""
        with self._guard:
            found = next((why for name in reads if (why := self._stopped.get(name) or self._held.get(name))), None)
            if found:
                self._held[table] = found
            return found

    def judge(
        self, table: Table, lake: Lakehouse, done: list[StepRecord], before: StepRecord | None, files: list[Delivery]
    ) -> list[Verdict]:
        """What the checks of a table find. One that was not built in this run is judged where that was not done of the
        version that stands there, or where it failed or stopped, for limits or files may have been changed since.

        `done`: how the run built it; `before`: how it was built last; `files`: what was ever delivered of it.
        """
        last, version = self._last.get(table.name), before.output_version if before else -1
        if self._judge is None or table.name in self._held:
            return []
        is_settled = last is not None and last.version >= version and not (last.stopped or last.failed)
        if not done and (before is None or is_settled):
            return []
        steps = tuple(done) or ((before,) if before else ())
        built = Built(table, steps, version if done and before else None, before is None, tuple(files))
        verdicts = self._judge.judge(built, lake, self._run)
        with self._guard:
            self.found.extend(verdicts)
            self._stopped.pop(table.name, None)
            if stop := next((verdict for verdict in verdicts if verdict.status == "stopped"), None):
                self._stopped[table.name] = stop.told
        return verdicts

    def held(self, table: str, why: str, began: datetime) -> StepRecord:
        """The ledger's row of a step that was not built."""
        return StepRecord(table, "held", "", began, reason=why)

    @property
    def message(self) -> str | None:
        """Why the run did not do all that it was to do; None where it did."""
        with self._guard:
            stops = [verdict.told for verdict in self.found if verdict.status == "stopped"] or [*self._held.values()]
            stops += [verdict.told for verdict in self.found if verdict.status == "failed"]
            return " ".join(dict.fromkeys(stops)) or None


def _behind(name: str, other: str, waits: Waits) -> bool:
    """Whether a table is made of another, however many lie between, or is that one."""
    seen, left = set[str](), [name]
    while left:
        one = left.pop()
        if one == other:
            return True
        if one not in seen:
            seen.add(one)
            left.extend(waits.get(one, ()))
    return False
