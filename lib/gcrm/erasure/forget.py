"""Takes members out of everything that is kept of them, in an order in which the same command can end it from anywhere.

First they stand on the list that every load asks, so that nothing brings them back. Then delivered files, the ledger's
words and delivered rows go, which tell each other whose they are; and last what was made of them, which tells whose the
delivered rows are until those are gone.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.table import SOURCE, Table
from gcrm.core.errors import UsageError
from gcrm.core.frames import small
from gcrm.core.running.records import new_id
from gcrm.core.storage.ddl import schema
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.presence import alone
from gcrm.core.storage.purge import Removed, is_purged, purge, remove
from gcrm.erasure import ledger, members, told, whose
from gcrm.erasure.asked import Asked
from gcrm.erasure.estate import Estate, people
from gcrm.erasure.files import Landing
from gcrm.erasure.members import Member
from gcrm.ops import erasures
from gcrm.ops.ledger import Ledger
from gcrm.vault.forgotten import FORGOTTEN

Say = Callable[[str], None]
_AT_ONCE = 4  # tables
_NOTHING = Removed()
LANDING, QUARANTINE, SENTENCES, RECORDS = "landing", "ops.quarantine", "ops: sentences", "ops.steps"


def forget(lake: Lakehouse, estate: Estate, landing: str | None, asked: Asked, namespace: str | None, say: Say) -> str:
    """Forgets the members who were asked for; gives the erasure's id. Raises UsageError, with nothing done, for keys of
    nobody, for a lakehouse in use, and where another erasure waits to be ended."""
    with alone(lake.root, "forget"):
        found = members.meant(lake, estate, asked, namespace)
        this = Erasure(lake, estate, landing, found, _begun(lake, found), say)
        this.run()
        return this.erasure_id


def _begun(lake: Lakehouse, found: Sequence[Member]) -> str:
    """The erasure of these members that has not ended, or a new one. Raises UsageError where one of others waits."""
    for erasure_id, asked in erasures.unfinished(lake).items():
        if asked != _asked(found):
            raise UsageError(f"The erasure {erasure_id} of other members has not ended; type its command again first.")
        return erasure_id
    return new_id(_now())


def _asked(found: Iterable[Member]) -> str:
    """A hash of who is meant."""
    return hashlib.sha256("\n".join(sorted({one.mark for one in found})).encode()).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class Erasure:
    """One erasure of these members."""

    def __init__(
        self,
        lake: Lakehouse,
        estate: Estate,
        landing: str | None,
        found: Sequence[Member],
        erasure_id: str,
        say: Say,
    ) -> None:
        self.lake, self.estate, self.landing, self.found, self.say = lake, estate, landing, found, say
        self.erasure_id, self.at = erasure_id, _now()
        self.members = members.frame(lake.spark, found).persist()

    def run(self) -> None:
        """Does what has not been done yet, and notes what is done."""
        lake, n = self.lake, len(self.found)
        lake.create(erasures.ERASURES)
        self._note(erasures.ALL, "begun")
        self._list()
        self.done = erasures.finished(lake, self.erasure_id)
        keys = sorted({one.key for one in self.found})
        there = [one for one in self.estate.delivered if lake.exists(one.table)]
        if not {LANDING, QUARANTINE, SENTENCES, *(one.table.name for one in there)} <= self.done:
            places = whose.places(lake, self.estate, self.members)
            said = told.texts(lake, self.estate, places, keys)
            files = Landing(lake, self.estate, self.members, keys, places, self._since())
            self._step(lake, LANDING, lambda: files.erase(self.landing))
            self._step(lake, QUARANTINE, lambda: told.erase_refused(lake, self.members, places, self.erasure_id))
            self._step(lake, SENTENCES, lambda: told.erase_sentences(lake, said, self.erasure_id))
            # Those last that tell whose rows of others are.
            for last in (False, True):
                tables = [one.table for one in there if bool(one.named_by) == last]
                self._tables(tables, partial(self._delivered, places))
        self._tables([table for table in self.estate.of_members if lake.exists(table)], self._made)
        self._step(lake, RECORDS, self._records)
        self._note(erasures.ALL, "done")
        self.say(f"Forgotten: {n} member{'s' if n != 1 else ''}, erasure {self.erasure_id}; see ops.erasures.")

    def _tables(self, tables: Iterable[Table], erase: Callable[[Lakehouse, Table], Removed]) -> None:
        """Some tables at once, for most of the work on a table is waiting; the first failure lets the others end."""

        def one(table: Table) -> None:
            lake = self.lake.twin()
            self._step(lake, table.name, partial(erase, lake, table))

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for running in [pool.submit(one, table) for table in tables]:
                running.result()

    def _step(self, lake: Lakehouse, what: str, erase: Callable[[], Removed]) -> None:
        if what in self.done:
            return
        removed = erase()
        self.say(f"{what:<36} {removed.rows:>9,} rows {removed.files:>7,} files written anew")
        self._note(what, "done", lake, removed)

    def _note(self, what: str, status: str, lake: Lakehouse | None = None, removed: Removed = _NOTHING) -> None:
        n = len({one.member_id for one in self.found})
        told = (what, status, _asked(self.found), n, _now(), removed.rows, removed.files)
        erasures.note(lake or self.lake, self.erasure_id, *told)

    def _list(self) -> None:
        """Puts the members on the list that every load asks."""
        rows = [(mark, self.erasure_id, self.at) for mark in sorted({one.mark for one in self.found})]
        with self.lake.lock(FORGOTTEN):
            self.lake.add(FORGOTTEN, small(self.lake.spark, schema(FORGOTTEN), rows), {"erasure": self.erasure_id})
        self.say("The list that every load asks".ljust(36) + f" {len(rows):>9,} members")

    def _since(self) -> str | None:
        """The time, as the names of runs begin with it, from which on some of the members were left out at the door."""
        listed = self.lake.read(FORGOTTEN).join(self.members, "mark", "left_semi")
        row = listed.filter(F.col("erasure_id") != self.erasure_id).agg(F.min("forgotten_at").alias("at")).first()
        return f"{row['at']:%Y%m%dT%H%M%S}" if row and row["at"] else None

    def _delivered(self, places: dict[str, DataFrame], lake: Lakehouse, table: Table) -> Removed:
        if table.name not in places:
            return _NOTHING
        same = " AND ".join(f"t.{SOURCE.name}.{name} = s.{name}" for name in whose.PLACE)
        return self._purged(lake, table, {same: places[table.name]})

    def _made(self, lake: Lakehouse, table: Table) -> Removed:
        gone = members.frame(lake.spark, self.found).select("member_id").distinct()
        return self._purged(lake, table, {f"t.`{name}` = s.member_id": gone for name in people(table)})

    def _purged(self, lake: Lakehouse, table: Table, gone: Mapping[str, DataFrame]) -> Removed:
        with lake.lock(table):
            removed = sum((remove(lake, table, rows, on) for on, rows in gone.items()), _NOTHING)
            if removed.rows or not is_purged(lake, table):
                removed += purge(lake, table, self.erasure_id)
        return removed

    def _records(self) -> Removed:
        """Tells the ledger where the tables stand."""
        book, lake = Ledger(self.lake, make=False), self.lake
        last = {name: record for (name, day), record in book.states().items() if day is None}
        steps = [step for step in self.estate.steps if lake.exists(step.output)]
        versions = {step.output.name: lake.version(step.output) for step in steps}
        book.record(ledger.after(steps, last, versions, f"erasure-{self.erasure_id}", _now()))
        return Removed()
