"""A new vault key: all that was made with the old one goes, and the next run makes it anew from what was delivered.

Tables come first, then the ledger's word on the key, then the key itself: stopped anywhere, the same command ends it,
and no run in between mixes pseudonyms of two keys.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from pyspark.sql import Window
from pyspark.sql import functions as F

from gcrm.core.cell import OF_ANOTHER_KEY
from gcrm.core.contracts.step import AnyStep, Landing
from gcrm.core.contracts.table import Table
from gcrm.core.frames import small
from gcrm.core.running.records import new_id
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.presence import alone
from gcrm.core.storage.purge import is_purged, purge, remove
from gcrm.ops.erasures import require_none_open
from gcrm.ops.ledger import Ledger
from gcrm.ops.quarantine import QUARANTINE
from gcrm.ops.releases import RELEASES
from gcrm.ops.runs import RUNS

Say = Callable[[str], None]
REASON = "the vault key is new"


def made_with_key(steps: Iterable[AnyStep]) -> tuple[Table, ...]:
    """Tables that hold keyed hashes of people or of things."""
    tables = (step.output for step in steps if not isinstance(step, Landing))
    return tuple(table for table in tables if any(field.pii in ("pseudonym", "thing") for field in table.fields))


def rotate(lake: Lakehouse, steps: Iterable[AnyStep], key_id: str, adopt: Callable[[], None], say: Say) -> None:
    """Empties what the old key has made, notes `key_id`, the fingerprint of the new one, and lets `adopt` put that in
    place."""
    every, at = list(steps), datetime.now(UTC).replace(tzinfo=None)
    note = f"key-{new_id(at)}"
    with alone(lake.root, "rotate-key"):
        require_none_open(lake)
        tables = [table for table in made_with_key(every) if lake.exists(table)]
        for table in tables:
            with lake.lock(table):
                if not is_purged(lake, table) or not lake.read(table).isEmpty():
                    lake.remove(table, F.lit(True))
                    purge(lake, table, note)
            say(f"{table.name:<36} emptied")
        _refused(lake, tables, note)
        _released(lake, note)
        book = Ledger(lake, make=False)
        last = [record for (_, day), record in book.states().items() if day is None]
        anew = [replace(one, run_id=note, started_at=at, config_hash="", reason=REASON) for one in last]
        landed = {step.output.name for step in every if isinstance(step, Landing)}
        book.record(one for one in anew if one.table_name not in landed)
        _told(lake, key_id, note)
        adopt()
    say(f"The new key's fingerprint is {key_id}. `gcrm run` makes {len(tables)} tables anew; other days by --date.")


def _refused(lake: Lakehouse, tables: Iterable[Table], note: str) -> None:
    """Takes out what the quarantine holds of these tables: records there hold pseudonyms."""
    if lake.exists(QUARANTINE):
        names = small(lake.spark, "name string", [(table.name,) for table in tables])
        with lake.lock(QUARANTINE):
            remove(lake, QUARANTINE, names, "t.table_name = s.name")
            purge(lake, QUARANTINE, note)


def _released(lake: Lakehouse, note: str) -> None:
    """What was shown stays so: with other pseudonyms every member of a cell would seem to have gone, and the next
    release would tell who came since."""
    if not lake.exists(RELEASES):
        return
    newest = Window.partitionBy("table_name", "cell").orderBy(F.desc("number"))
    last = lake.read(RELEASES).withColumn("_rank", F.row_number().over(newest)).filter("_rank = 1")
    other = F.array(*(F.lit(word).cast("bigint") for word in OF_ANOTHER_KEY))
    # Of who comes to a cell without members, the gate asks nothing.
    known = last.filter((F.col("who") != other) & ((F.size("who") > 0) | ~F.col("withheld")))
    anew = known.withColumns({"who": other, "what": other, "number": F.col("number") + 1})
    with lake.lock(RELEASES):
        lake.append(RELEASES, anew, note, 1, {"rotated": note})


def _told(lake: Lakehouse, key_id: str, note: str) -> None:
    """The ledger knows the lakehouse by the new key from here on."""
    if lake.exists(RUNS):
        rows = lake.read(RUNS).filter("key_id IS NOT NULL").withColumn("key_id", F.lit(key_id))
        with lake.lock(RUNS):
            lake.merge(RUNS, rows, {"rotated": note})
