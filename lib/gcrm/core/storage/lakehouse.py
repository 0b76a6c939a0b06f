"""Reading and writing the contracts' tables; the only module that knows Delta.

Every write is one commit and may be repeated after a kill: an append carries a transaction id, the others give the
same table when they run twice. A lock per table stands before it: on `file://` a commit is not atomic between
processes, and elsewhere the second of two runs would do the work of the first again, and then fail.
"""

import json
import re
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from delta.tables import DeltaTable
from pyspark.errors import PySparkException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.core.contracts.table import Table
from gcrm.core.frames import small
from gcrm.core.storage import anew, merging, newest
from gcrm.core.storage.commits import require_whole
from gcrm.core.storage.ddl import ddl, schema
from gcrm.core.storage.folders import absolute, located, prepare
from gcrm.core.storage.lock import held
from gcrm.core.storage.session import temporarily

GONE = "_gone"  # marks a source row whose key is to be deleted
# MERGE takes no writer options; settings of the session are the only way to tell it.
_METADATA = "spark.databricks.delta.commitInfo.userMetadata"
# The source is persisted here, once; Delta would write it down a second time, or take it for cached by somebody else.
_MERGE = {
    "spark.databricks.delta.merge.materializeCachedSource": "false",
    "spark.databricks.delta.merge.failSourceCachedAfterMaterialization": "false",
}
_BEGUN = re.compile(r"DELTA_(CREATE_TABLE_WITH_NON_EMPTY_LOCATION|PROTOCOL_CHANGED|METADATA_CHANGED|CONCURRENT_WRITE)")
_MOST_SECONDS_TO_COMMIT = 10.0


class Lakehouse:
    """Tables under `root`, those of the vault under `vault`. Paths are local or of any Hadoop file system."""

    def __init__(
        self, spark: SparkSession, root: str, vault: str | None = None, known: "Lakehouse | None" = None
    ) -> None:
        self.spark = spark
        # What versions were found to be; the same for every session.
        self.counts: dict[tuple[str, int], int] = known.counts if known else {}
        self.whole: set[tuple[str, int]] = known.whole if known else set()
        self.root = absolute(root)
        self.vault = absolute(vault or f"{self.root}/vault")
        prepare(self.root, self.vault)

    def path(self, table: Table) -> str:
        layer, _, noun = table.name.partition(".")
        return located(f"{self.vault}/{noun}" if layer == "vault" else f"{self.root}/{layer}/{noun}")

    def exists(self, table: Table) -> bool:
        # By its log, looked at anew: isDeltaTable remembers that nothing was there.
        return int(self.snapshot(table).version()) >= 0

    def version(self, table: Table) -> int:
        """The newest version; -1 where the table is not there yet. Raises UsageError where its commit is torn."""
        version = int(self.snapshot(table).version())
        if version >= 0 and (table.name, version) not in self.whole:
            require_whole(table.name, f"{self.path(table)}/_delta_log/{version:020}.json")
            self.whole.add((table.name, version))
        return version

    def snapshot(self, table: Table) -> Any:
        """Delta's own Snapshot (a Java object) of the newest version, which is -1 where nothing is there."""
        jvm: Any = self.spark._jvm
        none = getattr(jvm, "scala.Option").empty()
        return self._log(table).update(False, none, none)

    def _log(self, table: Table) -> Any:
        jvm: Any = self.spark._jvm
        logs = getattr(jvm, "org.apache.spark.sql.delta.DeltaLog")
        return logs.forTable(self.spark._jsparkSession, self.path(table))

    def read(self, table: Table, version: int | None = None) -> DataFrame:
        reader = self.spark.read.format("delta")
        if version is not None:
            reader = reader.option("versionAsOf", version)
        else:
            self.version(table)
        return anew.promised(table, reader.load(self.path(table)))

    def is_as_promised(self, table: Table) -> bool:
        """Whether the stored table has its contract's columns, rules and clustering."""
        return anew.is_as_promised(table, self.snapshot(table))

    def empty(self, table: Table) -> DataFrame:
        return small(self.spark, schema(table))

    def changes(self, table: Table, after: int, upto: int) -> DataFrame:
        """Every row that was inserted, updated (before and after) or deleted in versions after < v <= upto."""
        feed = self.spark.read.format("delta").option("readChangeFeed", "true")
        ranged = feed.option("startingVersion", after + 1).option("endingVersion", upto)
        return ranged.load(self.path(table))

    def create(self, table: Table) -> None:
        """Makes the table with its comments and constraints in one commit, where it is not there yet.

        Of a ledger that an earlier version made, tables get the columns that they lack: nobody can build them anew.
        """
        if self.exists(table):
            if table.layer == "ops":
                anew.extend(self.spark, table, self.path(table), self.snapshot(table))
            return
        try:
            self.spark.sql(
                f"CREATE TABLE IF NOT EXISTS delta.`{self.path(table)}` ({ddl(table)}) {anew.made_with(table)}"
            )
        except PySparkException as error:
            # Of two runs that begin a lakehouse at once, one makes the table that both want. The other loses its
            # commit, or meets the file that is about to become the first one's.
            if not (_BEGUN.search(str(error)) and self._appears(table)):
                raise

    def _appears(self, table: Table) -> bool:
        until = time.monotonic() + _MOST_SECONDS_TO_COMMIT
        while not self.exists(table):
            if time.monotonic() > until:
                return False
            time.sleep(0.1)
        return True

    def append(
        self, table: Table, frame: DataFrame, transaction: str, number: int, metadata: Mapping[str, Any]
    ) -> None:
        """Adds rows; a second append with the same transaction and number is skipped by Delta."""
        self.create(table)
        writer = frame.select(*table.columns).write.format("delta").mode("append")
        writer = writer.option("txnAppId", transaction).option("txnVersion", number)
        writer.option("userMetadata", json.dumps(metadata)).save(self.path(table))

    def remove(self, table: Table, which: Column) -> None:
        """Removes the rows that a condition holds for."""
        DeltaTable.forPath(self.spark, self.path(table)).delete(which)

    def replace(self, table: Table, frame: DataFrame, metadata: Mapping[str, Any], where: str = "true") -> None:
        """Replaces all rows in one commit, or those that meet `where`, a predicate that the new ones meet too.

        Where all are replaced, so is what the table was made with, if its contract has changed.
        """
        self.create(table)
        if where == "true" and not self.is_as_promised(table):
            # No rule of before may refuse the new rows, nor a new rule those of before: all of it changes at once.
            with temporarily(self.spark, {_METADATA: json.dumps(metadata)}):
                anew.make(table, self.path(table), frame)
        else:
            # With a predicate, for a plain overwrite takes the table's clustering away.
            writer = frame.select(*table.columns).write.format("delta").mode("overwrite").option("replaceWhere", where)
            writer.option("userMetadata", json.dumps(metadata)).save(self.path(table))
        if not table.has_history:
            self._leave_newest(table)

    def add(self, table: Table, frame: DataFrame, metadata: Mapping[str, Any]) -> int:
        """Adds the rows whose key is not there yet; gives how many."""
        self.create(table)
        new = frame.select(*table.columns).dropDuplicates(list(table.key)).alias("s")
        target = DeltaTable.forPath(self.spark, self.path(table)).alias("t")
        with temporarily(self.spark, {**_MERGE, _METADATA: json.dumps(metadata)}):
            done = target.merge(new, merging.same(table)).whenNotMatchedInsertAll().execute().first()
        return int(done["num_affected_rows"]) if done else 0

    def merge(
        self,
        table: Table,
        frame: DataFrame,
        metadata: Mapping[str, Any],
        within: str = "",
        only_these: bool = False,
        any_order: bool = True,
    ) -> int:
        """Updates what differs by key, inserts what is new, deletes what `frame` marks as gone; gives the rows changed.

        `within`: a literal predicate on the target (column names prefixed `t.`) that limits the files looked at.
        `only_these`: also delete every row whose key is not in `frame`.
        `any_order`: rows come as they were delivered, so that one from an earlier place must not undo a later one.
        """
        self.create(table)
        # Looked at several times, and what lies behind it is seldom cheap.
        marked = (frame if GONE in frame.columns else frame.withColumn(GONE, F.lit(False))).persist()
        same = merging.same(table)
        changed = f"({merging.differs(table)})" + (f" AND {merging.later(table)}" if any_order else "")
        values: dict[str, str | Column] = {f"`{name}`": f"s.`{name}`" for name in table.columns}
        target = DeltaTable.forPath(self.spark, self.path(table)).alias("t")
        merge = (
            target.merge(marked.alias("s"), f"{same} AND {within}" if within else same)
            .whenMatchedDelete(f"s.{GONE}")
            .whenMatchedUpdate(f"NOT s.{GONE} AND {changed}", values)
            .whenNotMatchedInsert(f"NOT s.{GONE}", values)
        )
        try:
            if not only_these and marked.isEmpty():
                return 0
            with temporarily(self.spark, {**_MERGE, _METADATA: json.dumps(metadata)}):
                done = (merge.whenNotMatchedBySourceDelete() if only_these else merge).execute().first()
        finally:
            marked.unpersist()
        return int(done["num_affected_rows"]) if done else 0

    def said(self, table: Table, commits: int = 10) -> list[dict[str, Any]]:
        """What the newest commits say of themselves, newest first; those that say nothing are left out."""
        history = DeltaTable.forPath(self.spark, self.path(table)).history(commits)
        return [
            json.loads(row["userMetadata"]) for row in history.select("userMetadata").collect() if row["userMetadata"]
        ]

    def count(self, table: Table, version: int) -> int:
        """Rows of one version of a table; from the log where it tells, and asked once."""
        known = (table.name, version)
        if known not in self.counts:
            self.counts[known] = self.read(table, version).count()
        return self.counts[known]

    def properties(self, table: Table) -> dict[str, str]:
        """The properties of the stored table, by name."""
        return anew.configured(self.snapshot(table))

    def checkpoint(self, table: Table) -> None:
        """Writes the newest version into one file, from which it can be read without the commits before."""
        self.snapshot(table)
        self._log(table).checkpoint()

    def _leave_newest(self, table: Table) -> None:
        """Removes every file that the newest version does not need; readers of an older one lose theirs."""
        self.checkpoint(table)
        newest.leave(self.path(table), self.version(table), self.read(table).inputFiles())

    def twin(self) -> "Lakehouse":
        """The same lakehouse in a session of its own, so that settings and views of parallel steps do not mix."""
        return Lakehouse(self.spark.newSession(), self.root, self.vault, self)

    def lock(self, table: Table) -> AbstractContextManager[None]:
        """One writer at a time per table: two runs of a day do its work once."""
        # Beside the table, for two lakehouses may share a vault.
        beside = self.vault if table.layer == "vault" else self.root
        return held(f"{beside}/.locks/{table.name}")
