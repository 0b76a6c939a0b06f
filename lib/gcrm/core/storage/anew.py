"""A stored table follows its contract: made anew in one commit, read by its columns, or given what it lacks."""

import json
import uuid
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from gcrm.core.contracts.table import Table
from gcrm.core.errors import UsageError
from gcrm.core.storage.ddl import CONSTRAINT, KEY, quoted


def properties(table: Table) -> dict[str, str]:
    """What the contract asks of Delta beside columns."""
    return {
        "delta.enableChangeDataFeed": "true" if table.has_history else "false",
        "delta.enableDeletionVectors": "true",
        "delta.enableInCommitTimestamps": "true",
        "delta.dataSkippingStatsColumns": ",".join(table.sought),
        **{f"{CONSTRAINT}{rule.name}": rule.sql for rule in table.all_rules},
        KEY: ",".join(table.key),
    }


def _types_of(snapshot: Any) -> dict[str, str]:
    """Column name to type of one of Delta's snapshots, as contracts write types."""
    kept = StructType.fromJson(json.loads(snapshot.metadata().schemaString()))
    return {field.name: field.dataType.simpleString() for field in kept.fields}


def has_columns(table: Table, snapshot: Any) -> bool:
    """Whether a stored table has the contract's columns."""
    return _types_of(snapshot) == {field.name: field.type.replace(" ", "") for field in table.fields}


def is_as_promised(table: Table, snapshot: Any) -> bool:
    """Whether a stored table has the contract's columns, rules and clustering."""
    if not has_columns(table, snapshot):
        return False
    stored, wanted = configured(snapshot), properties(table)
    rules = {key for key in stored if key.startswith(CONSTRAINT)}
    if rules != {key for key in wanted if key.startswith(CONSTRAINT)}:
        return False
    return all(stored.get(key) == value for key, value in wanted.items() if key != KEY)


def configured(snapshot: Any) -> dict[str, str]:
    """The properties of one of Delta's snapshots."""
    found = snapshot.metadata().configuration()
    keys, told = found.keysIterator(), {}
    while keys.hasNext():
        key = str(keys.next())
        told[key] = str(found.apply(key))
    return told


def promised(table: Table, stored: DataFrame) -> DataFrame:
    """The contract's columns of a stored table. Raises UsageError for one that was built before it had them all; what a
    ledger of before did not keep is null."""
    there = set(stored.columns)
    absent = [name for name in table.columns if name not in there]
    if absent and table.layer != "ops":
        raise UsageError(
            f"{table.name} was built before it had the column {', '.join(absent)}; `gcrm run --only {table.name}` "
            "brings it up to date."
        )
    return filled(table, stored) if absent else stored.select(*table.columns)


def filled(table: Table, stored: DataFrame) -> DataFrame:
    """The contract's columns: null where the stored table has none of the name, and in the contract's types."""
    there = set(stored.columns)
    given = {name: F.col(name) if name in there else F.lit(None) for name in table.columns}
    return stored.select(*[given[field.name].cast(field.type).alias(field.name) for field in table.fields])


def extend(spark: SparkSession, table: Table, path: str, snapshot: Any) -> None:
    """Adds columns that the contract has got since the table at `path` was made, in which rows of before have null, and
    changes the rules that it has changed; those rows must meet them."""
    there = _types_of(snapshot)
    lacking = [field for field in table.fields if field.name not in there]
    if lacking:
        listed = ", ".join(f"`{f.name}` {f.type} COMMENT {quoted(f.doc)}" for f in lacking)
        spark.sql(f"ALTER TABLE delta.`{path}` ADD COLUMNS ({listed})")
    stored = snapshot.metadata().configuration()
    for rule in table.all_rules:
        told = stored.get(f"{CONSTRAINT}{rule.name}")
        # Delta writes signs of such a rule apart.
        if told.isDefined() and "".join(told.get().split()) == "".join(rule.sql.split()):
            continue
        if told.isDefined():
            spark.sql(f"ALTER TABLE delta.`{path}` DROP CONSTRAINT {rule.name}")
        spark.sql(f"ALTER TABLE delta.`{path}` ADD CONSTRAINT {rule.name} CHECK ({rule.sql})")


def make(table: Table, path: str, frame: DataFrame) -> None:
    """Replaces the table at `path`, whatever it was, by the contract's with these rows."""
    columns = [
        F.col(field.name).alias(field.name, metadata={"comment": field.doc.replace("\n", " ")})
        for field in table.fields
    ]
    # Who observes the rows waits for a pass that tells of them, and making a table need not be one.
    frame.write.format("noop").mode("overwrite").save()
    spark, view = frame.sparkSession, f"anew_{uuid.uuid4().hex}"
    filled(table, frame).select(*columns).createOrReplaceTempView(view)
    try:
        # In SQL, for Delta's writer takes no clustering.
        spark.sql(f"CREATE OR REPLACE TABLE delta.`{path}` {made_with(table)} AS SELECT * FROM {view}")
    finally:
        spark.catalog.dropTempView(view)


def made_with(table: Table) -> str:
    """What stands behind a table's columns where it is made: format, clustering, comment and properties."""
    listed = ", ".join(f"'{key}' = {quoted(value)}" for key, value in properties(table).items())
    cluster = f"CLUSTER BY ({', '.join(table.cluster_by)}) " if table.cluster_by else ""
    return f"USING delta {cluster}COMMENT {quoted(table.doc.strip())} TBLPROPERTIES ({listed})"
