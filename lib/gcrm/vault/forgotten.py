"""One row per member who asked to be forgotten: a keyed hash that every load asks for, and that names nobody.

A hash of the member's key under a secret of the list's own, so that who reads the list finds no pseudonym in it, and a
new vault key lets nobody come back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.core.contracts.table import Append, Field, Table
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.vault.derived import Keys
from gcrm.vault.pseudonyms import pseudonym

FORGOTTEN = Table(
    name="vault.forgotten",
    doc=__doc__,
    key=("mark",),
    fields=(
        Field("mark", "string", "Keyed hash of the member's key"),
        Field("erasure_id", "string", "Erasure that the member was forgotten by", required=True),
        Field("forgotten_at", "timestamp", "When it began", required=True),
    ),
    load=Append(),
)


def mark(member_key: Column, key: bytes) -> Column:
    """What stands on the list for a member's key, made by the `key` of its namespace; null stays null."""
    return pseudonym(member_key, key)


@dataclass(frozen=True)
class Forgotten:
    """The list of one vault, and the keys that its marks are made with."""

    vault: str
    keys: Keys

    def left_out(self, frame: DataFrame, people: Iterable[str], namespace: str) -> DataFrame:
        """The rows whose columns `people` hold keys of the namespace of nobody on the list; the frame itself where none
        is."""
        names, spark = list(people), frame.sparkSession
        if not names or not self.is_there(spark):
            return frame
        key, rows = self.keys.mark(namespace), self._lake(spark).read(FORGOTTEN)
        listed = F.broadcast(rows.select(F.col("mark").alias("_listed")))

        def kept(given: DataFrame, name: str) -> DataFrame:
            marked = given.withColumn("_mark", mark(F.col(name), key))
            return marked.join(listed, F.col("_mark") == F.col("_listed"), "left_anti").drop("_mark")

        return reduce(kept, names, frame)

    def is_there(self, spark: SparkSession) -> bool:
        """Whether anybody was ever forgotten."""
        return self._lake(spark).exists(FORGOTTEN)

    def _lake(self, spark: SparkSession) -> Lakehouse:
        return Lakehouse(spark, self.vault, self.vault)
