"""Asks the checks of a table that a run built, and says in a sentence what they found."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from gcrm.core.contracts.table import SOURCE, Append, References, Snapshots, Table, Unique
from gcrm.core.running.records import Built, Run, Status, Verdict
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.quality import measures, sentences, volume
from gcrm.quality.measures import Measure, beyond
from gcrm.quality.observe import Question, observed
from gcrm.quality.settings import OfTable, Settings
from gcrm.sources.volume import Volume

if TYPE_CHECKING:
    from gcrm.quality.checkpoint import Checkpoints


class Judge:
    """Of one run. `volumes`: of bronze tables; `undelivered`: tables that no feed has a SELECT for; `day`: the table
    and column that tell the business day."""

    def __init__(
        self, settings: Settings, volumes: Mapping[str, Volume], undelivered: Iterable[str], day: tuple[str, str]
    ) -> None:
        self._settings, self._volumes, self._day = settings, volumes, day
        self._undelivered = frozenset(undelivered)
        self._guard = threading.Lock()
        self._made: Checkpoints | None = None

    def reads(self, table: Table) -> list[str]:
        """Tables that its references are looked up in."""
        return [check.table.name for check in self._references(table)]

    def judge(self, built: Built, lake: Lakehouse, run: Run) -> list[Verdict]:
        """One verdict for each measure of the table."""
        found = list(self._measured(built, lake, run))
        if not found:
            return []
        failed = self._checkpoints().failed(built.table.name, found)
        version = max(step.output_version for step in built.steps)
        at = datetime.now(UTC).replace(tzinfo=None)
        return [self._verdict(one, failed.get(one.name, "met"), built.table.name, version, run, at) for one in found]

    def _measured(self, built: Built, lake: Lakehouse, run: Run) -> Iterator[Measure]:
        table, limits = built.table, self._settings.of(built.table.name, built.table.name == self._day[0])
        rows, bad = (sum(getattr(s, name) for s in built.steps) for name in ("rows_built", "rows_quarantined"))
        news = not built.first and any(step.mode != "whole" for step in built.steps)
        few = self._settings.few if news else None
        yield from measures.refused(table.name, rows, bad, limits.refused_limits, few)
        yield from volume.refused(table.name, built.deliveries, limits.file_limits)
        if table.name in self._volumes:
            yield from volume.measured(built.deliveries, self._volumes[table.name])
        question = self._question(built, limits, run)
        unique = measures.of_contract(table)[0]
        yield from (measures.repeated(table.name, check, 0) for check in unique if check not in question.unique)
        if not question.empty:
            answers = observed(question, lake, _changes(built) if news else None)
            yield from _answered(question, answers, limits, max(run.asked.days, default=run.started_at.date()))

    def _question(self, built: Built, limits: OfTable, run: Run) -> Question:
        table = built.table
        unique, _, rows = measures.of_contract(table)
        of_days = tuple(step.as_of for step in built.steps if step.as_of)
        return Question(
            table,
            unique=tuple(check for check in unique if not _promised(table, check)),
            found=self._references(table),
            rows=tuple(rows),
            day=self._day_of(table, limits),
            # A till whose clock is years ahead does not make the table new.
            until=run.started_at.date() + timedelta(days=1),
            of_days=of_days if isinstance(table.load, Snapshots) else (),
        )

    def _references(self, table: Table) -> tuple[References, ...]:
        """Those that can be asked: of tables that somebody delivers, or that make no sense without."""
        found = measures.of_contract(table)[1]
        return tuple(check for check in found if check.always or check.table.name not in self._undelivered)

    def _day_of(self, table: Table, limits: OfTable) -> str:
        """The column whose newest day is asked for; none where no age of it is too much."""
        asked = table.day if table.name != self._day[0] else self._day[1]
        found = limits.stale_limits
        return asked if (found.warn, found.stop) != (None, None) else ""

    def _checkpoints(self) -> "Checkpoints":
        # Here, because a run in which nothing changed has nothing to judge.
        from gcrm.quality.checkpoint import Checkpoints

        with self._guard:
            self._made = self._made or Checkpoints()
            return self._made

    @staticmethod
    def _verdict(one: Measure, status: Status, table: str, version: int, run: Run, at: datetime) -> Verdict:
        came: Status = "failed" if status == "stopped" and not one.holds else status
        return Verdict(
            run.run_id,
            table,
            one.name,
            came,
            float(one.value),
            one.unit,
            beyond(one, one.limits.warn),
            beyond(one, one.limits.stop),
            sentences.told(one, came),
            version,
            at,
        )


def _answered(question: Question, answers: Mapping[str, Any], limits: OfTable, on: date) -> Iterator[Measure]:
    """What was asked of a table, measured; `on`: the day against which its age is told."""
    name = question.table.name
    for i, check in enumerate(question.unique):
        yield measures.repeated(name, check, int(answers[f"repeats_{i}"]))
    for i, reference in enumerate(question.found):
        given, lost = int(answers[f"given_{i}"]), int(answers[f"lost_{i}"])
        yield from measures.unfound(name, reference, given, lost, limits.unfound_limits)
    yield from (measures.counted(name, check, int(answers["rows"])) for check in question.rows)
    if newest := answers.get("newest"):
        yield measures.stale(name, question.day, newest, (on - newest).days, limits.stale_limits)


def _promised(table: Table, check: Unique) -> bool:
    """Whether a write lets no two rows share the fields: of delivered rows with one key the pass that judges them keeps
    one, and rows are only ever added where their key is new."""
    return {*check.fields} == {*table.key} and (SOURCE.name in table.columns or isinstance(table.load, Append))


def _changes(built: Built) -> tuple[int, int] | None:
    """The versions after and up to which the run wrote the table; None where it did not."""
    before = built.version_before
    return None if before is None else (before, max(step.output_version for step in built.steps))
