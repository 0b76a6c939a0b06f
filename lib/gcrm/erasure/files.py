"""Delivered files without the rows of members: written anew under their names, and on record as what they were."""

import os
import tempfile
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from pyspark.sql import DataFrame

from gcrm.core.contracts.table import SOURCE
from gcrm.core.running.arrivals import content
from gcrm.core.running.records import Delivery
from gcrm.core.storage import hadoop
from gcrm.core.storage.files import Folder, look, opened, sha256
from gcrm.core.storage.folders import local_path
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.purge import Removed
from gcrm.erasure import rewriting
from gcrm.erasure.estate import Delivered, Estate
from gcrm.erasure.whose import by_file, keyed
from gcrm.ops.ledger import Ledger
from gcrm.sources import encoded
from gcrm.sources.encoded import DAMAGED

Write = Callable[[IO[bytes], IO[bytes]], int]
_AT_ONCE = 100  # files that wait beside those whose places they take


@dataclass(frozen=True)
class Anew:
    """A file that waits beside the one whose place it takes, without `rows` of its records."""

    path: str
    beside: str
    rows: int
    sha256: str

    def place(self) -> None:
        """Takes the file's place, whole at once."""
        local = local_path(self.path)
        if local:
            Path(self.beside).replace(local)
        else:
            hadoop.put(self.beside, self.path)
            Path(self.beside).unlink()

    def drop(self) -> None:
        """Leaves the file as it is."""
        Path(self.beside).unlink()


def anew(path: str, write: Write) -> Anew:
    """The file as `write` copies it, not yet in its place."""
    local = local_path(path)
    # A name that begins with a point is no delivery.
    folder, name = (local.parent, f".{local.name}.anew") if local else (Path(tempfile.mkdtemp()), "anew")
    target, source = folder / name, folder / f"{name}.source"
    if local is None:
        with opened(path) as given, source.open("wb") as copy:
            while chunk := given.read(1 << 20):
                copy.write(chunk)
    with (local or source).open("rb") as given, target.open("wb") as out:
        rows = write(given, out)
        out.flush()
        os.fsync(out.fileno())
    if local:
        target.chmod(local.stat().st_mode & 0o7777)
    else:
        source.unlink()
    return Anew(path, str(target), rows, sha256(str(target)))


class Landing:
    """The landing folder during one erasure. `places`: for each table the places of the members' rows. `since`: the run
    from whose time on rows of some of them were left out at the door, so that files alone hold them; None for none."""

    def __init__(
        self,
        lake: Lakehouse,
        estate: Estate,
        members: DataFrame,
        keys: Collection[str],
        places: dict[str, DataFrame],
        since: str | None = None,
    ) -> None:
        self.since = since
        self.lake, self.members, self.places = lake, members, places
        self.estate, self.keys = estate, [key for key in keys if len(key) >= rewriting.SHORTEST]
        self.ledger = Ledger(lake, make=False)
        self.every = self.ledger.deliveries()
        self._found: dict[str, dict[tuple[str, int], set[int]]] = {}
        self._waiting: list[tuple[Anew, Delivery, Delivery]] = []
        self._odd: dict[str, dict[tuple[str, int], set[int]]] = {}

    def erase(self, folder: str | None) -> Removed:
        """Writes every file anew that holds a member's row; gives rows and files."""
        done, seen = Removed(), set[str]()
        for one in self.estate.delivered:
            for path in one.step.find():
                seen.add(path)
                done += self._file(one, path)
        root = Folder(folder).root if folder else ""
        for name, _ in Folder(folder).others([]) if folder else []:
            if (path := f"{root}/{name}") not in seen:
                done += self._loose(path)
        self._place()
        return done

    def _file(self, one: Delivered, path: str) -> Removed:
        name = one.step.relative(path)
        mine = [d for d in self.every if (d.table_name, d.file) == (one.table.name, name) and d.status != "refused"]
        last = max(mine, key=lambda delivery: delivery.revision, default=None)
        if last is None:
            return self._new(one, path)
        first = self._first(one, last)
        stored = self._by_file(one.table.name).get((first.file, first.revision), set())
        lines, suspects = stored, self._suspects(one, first)
        if self._may_hold_more(last, first):
            more, odd = self._in_file(one, path)
            lines, suspects = lines | more, suspects | odd
        known = content(path, last) == last.sha256
        if not (lines or suspects):
            return Removed() if known else self._new(one, path)
        zipped = path.endswith(".gz")
        made = anew(path, rewriting.rewriter(one.spec, zipped, lines, suspects, self.keys))
        # Another content than the ledger knows, unless it is what was on its way here when an erasure was stopped.
        if not known and made.sha256 != last.sha256:
            made.drop()
            return self._new(one, path)
        return self._take(made, last, len(stored))

    def _may_hold_more(self, last: Delivery, first: Delivery) -> bool:
        """Whether no table tells of all rows of a file: some were left out, or what it repeats is another by now."""
        left_out = self.since is not None and last.run_id >= self.since
        return left_out or (last.status == "repeated" and first is last)

    def _take(self, made: Anew, last: Delivery, n_stored: int) -> Removed:
        if not made.rows:
            made.drop()
            return Removed()
        size, modified = look(made.beside)
        left = last.rows_read and max(0, last.rows_read - n_stored)
        changed = replace(last, size=size, modified_at=modified, sha256=made.sha256, rows_read=left)
        self._waiting.append((made, last, changed))
        if len(self._waiting) >= _AT_ONCE:
            self._place()
        return Removed(made.rows, 1)

    def _place(self) -> None:
        """Puts files into their places that wait for it. On record first: what is known under the content that it gets
        is no new revision, however this ends."""
        self.ledger.redeliver((last, changed) for made, last, changed in self._waiting if made.sha256 != last.sha256)
        for made, _, _ in self._waiting:
            made.place()
        self._waiting.clear()

    def _first(self, one: Delivered, last: Delivery) -> Delivery:
        """The delivery whose rows the table holds: of one that repeats another, the other."""
        taken = [d for d in self.every if (d.table_name, d.status, d.sha256) == (one.table.name, "taken", last.sha256)]
        return last if last.status == "taken" else max(taken, key=lambda d: d.revision, default=last)

    def _suspects(self, one: Delivered, last: Delivery) -> set[int]:
        """Lines of a delivery that are no records of its columns: what stands in them is in no column."""
        if not (self.keys and one.keys) or one.spec.format == "parquet" or not self.lake.exists(one.table):
            return set()
        if one.table.name not in self._odd:
            rows = self.lake.read(one.table).filter("_problem IS NOT NULL").select(f"{SOURCE.name}.*")
            self._odd[one.table.name] = by_file({one.table.name: rows}, one.table.name)
        return self._odd[one.table.name].get((last.file, last.revision), set())

    def _by_file(self, table: str) -> dict[tuple[str, int], set[int]]:
        if table not in self._found:
            self._found[table] = by_file(self.places, table)
        return self._found[table]

    def _new(self, one: Delivered, path: str) -> Removed:
        """A file that no table holds as it is: rows are looked for in the file itself."""
        if one.step.examine(path) is not None:
            return self._loose(path)
        lines, suspects = self._in_file(one, path)
        if not (lines or suspects):
            return Removed()
        return _placed(anew(path, rewriting.rewriter(one.spec, path.endswith(".gz"), lines, suspects, self.keys)))

    def _in_file(self, one: Delivered, path: str) -> tuple[set[int], set[int]]:
        """The members' lines of a file by the keys in it, and those that are no records of its columns."""
        if not one.keys or one.step.examine(path) is not None:
            return set(), set()
        rows = one.step.read(self.lake.spark, {path: (one.step.relative(path), 1)})
        mine = keyed(rows, one, self.members).select(f"{SOURCE.name}.line").distinct().collect()
        odd = rows.filter("_problem IS NOT NULL").select(f"{SOURCE.name}.line").collect()
        return {row["line"] for row in mine}, {row["line"] for row in odd}

    def _loose(self, path: str) -> Removed:
        """A file that is read by nobody, or refused: lines in which a key stands are left out."""
        zipped = path.endswith(".gz")
        try:
            made = anew(path, lambda source, target: rewriting.anything(source, target, zipped, self.keys))
        except DAMAGED:
            return self._damaged(path)
        return _placed(made)

    def _damaged(self, path: str) -> Removed:
        """A compressed file that cannot be read to its end, and so must be delivered again: emptied where a key stands
        in what can be read."""
        found = rewriting.naming(self.keys)
        n = 0
        with suppress(*DAMAGED), encoded.opened(path) as rows:
            n = int(any(found(row.decode("utf-8", "replace")) for row in rows))
        return _placed(anew(path, lambda _source, _target: n)) if n else Removed()


def _placed(made: Anew) -> Removed:
    if made.rows:
        made.place()
        return Removed(made.rows, 1)
    made.drop()
    return Removed()
