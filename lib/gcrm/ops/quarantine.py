"""One row per row that was refused, with every reason and the place in the landing where it stands."""

from collections.abc import Collection

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core import texts
from gcrm.core.contracts.table import SOURCE, Field, Table, Upsert
from gcrm.core.running import quality, touched
from gcrm.core.storage.lakehouse import GONE, Lakehouse

QUARANTINE = Table(
    name="ops.quarantine",
    doc=__doc__,
    key=("quarantine_id",),
    fields=(
        Field("quarantine_id", "string", "Hash of table, source and record"),
        Field("table_name", "string", "Table that refused the row", required=True),
        Field("failed", "array<string>", "Names of all rules that the row broke", required=True),
        Field("unreadable", "map<string,string>", "Text of what could not be read as its type, or cannot be true"),
        Field("record", "string", "The row as JSON, masked and pseudonymous"),
        Field("file", "string", "Path below the landing folder"),
        Field("revision", "int", "Revision of the file"),
        Field("line", "bigint", "Line in the file"),
        Field("run_id", "string", "Run that refused it", required=True),
    ),
    load=Upsert(),
    cluster_by=("table_name",),
)


_SMALL = 1_000_000


class Quarantine:
    """What one run puts aside. `refusing`: names of the tables that have rows here."""

    def __init__(self, run_id: str, refusing: set[str]) -> None:
        self.run_id, self.refusing = run_id, refusing

    def holds(self, table: Table) -> bool:
        """True if rows of the table stood here when the run began, or were put here since."""
        return table.name in self.refusing

    def refuse(
        self,
        table: Table,
        lake: Lakehouse,
        judged: DataFrame,
        whole: bool,
        groups: DataFrame | None = None,
        hidden: Collection[str] = (),
    ) -> None:
        """Adds the bad rows of `judged`, and takes out what stood here for rows that were judged again.

        `whole`: all rows of the table were judged, so that whatever is not bad now is no longer refused. `groups`: the
        groups that were judged again, whole. `hidden`: columns of which the shape alone is told, for a file of the
        vault may hold anything in any of its columns.
        """
        with lake.lock(QUARANTINE):
            # A run beside this one may have refused rows since this one began.
            if self.holds(table) or not _standing(table, lake).isEmpty():
                _exchange(table, lake, judged, whole, self.run_id, groups, hidden)
            else:
                # Nothing stands there yet, so nothing need be compared.
                new = _entries(table, quality.bad(judged, table), self.run_id, hidden)
                number = lake.version(QUARANTINE) + 1
                lake.append(QUARANTINE, new, f"quarantine:{table.name}", number, {"run": self.run_id})
        self.refusing.add(table.name)


def _standing(table: Table, lake: Lakehouse) -> DataFrame:
    return lake.read(QUARANTINE).filter(F.col("table_name") == table.name)


def _exchange(
    table: Table,
    lake: Lakehouse,
    judged: DataFrame,
    whole: bool,
    run_id: str,
    groups: DataFrame | None,
    hidden: Collection[str],
) -> None:
    # Looked at twice below, and behind it lies a whole SELECT.
    new = _entries(table, quality.bad(judged, table), run_id, hidden).persist()
    old = _standing(table, lake)
    if not whole:
        old = _judged_again(table, old, judged, groups)
    gone = old.join(new, "quarantine_id", "left_anti").select(*new.columns).withColumn(GONE, F.lit(True))
    marked = new.withColumn(GONE, F.lit(False)).unionByName(gone)
    lake.merge(QUARANTINE, marked, {"run": run_id}, f"t.table_name = '{table.name}'")
    new.unpersist()


def _judged_again(table: Table, old: DataFrame, judged: DataFrame, groups: DataFrame | None) -> DataFrame:
    """The entries of rows that were judged again: in a touched group, or at the same place, or under the same key (a
    correction stands in another file)."""
    if groups is not None:
        return _matching(table, old, groups)
    found = old.limit(0)
    if SOURCE.name in table.columns:
        places = judged.select(*[F.col(f"{SOURCE.name}.{name}").alias(name) for name in ("file", "line")]).distinct()
        found = touched.restrict(old, places, ("file", "line"))
    if table.key:
        keys = judged.select(*table.key).dropna().distinct()
        found = found.unionByName(_matching(table, old, keys)).dropDuplicates(["quarantine_id"])
    return found


def _matching(table: Table, old: DataFrame, wanted: DataFrame) -> DataFrame:
    """The entries whose record holds the values of a row of `wanted`."""
    kinds = ", ".join(f"`{name}` {table.field(name).type}" for name in wanted.columns)
    read = old.withColumn("_read", F.from_json("record", kinds))
    named = {f"_read_{name}": F.col(f"_read.{name}") for name in wanted.columns}
    renamed = wanted.select(*[F.col(name).alias(f"_read_{name}") for name in wanted.columns])
    return touched.restrict(read.withColumns(named), renamed, tuple(named)).select(*old.columns)


def _entries(table: Table, refused: DataFrame, run_id: str, hidden: Collection[str]) -> DataFrame:
    place = F.col(SOURCE.name) if SOURCE.name in table.columns else F.lit(None).cast(SOURCE.type)
    unreadable = F.col(quality.UNREADABLE) if quality.UNREADABLE in refused.columns else F.lit(None)
    # What the vault holds stays there: the place in the landing is enough for those who may look it up.
    shown = [_shown(f, table, hidden) for f in table.fields if f.name != SOURCE.name] if table.layer != "vault" else []
    record = F.to_json(F.struct(*shown)) if shown else F.lit(None).cast("string")
    identity = F.concat_ws("|", F.lit(table.name), place.cast("string"), record)
    entries = refused.select(
        F.sha2(identity, 256).alias("quarantine_id"),
        F.lit(table.name).alias("table_name"),
        F.col(quality.FAILED).alias("failed"),
        unreadable.cast("map<string,string>").alias("unreadable"),
        record.alias("record"),
        place["file"].alias("file"),
        place["revision"].alias("revision"),
        place["line"].alias("line"),
        F.lit(run_id).alias("run_id"),
    )
    return entries.dropDuplicates(["quarantine_id"])


def _shown(field: Field, table: Table, hidden: Collection[str]) -> Column:
    """A column of the record. A key that is no text is told as it is: entries are found by it."""
    value, text = F.col(field.name), F.col(field.name).cast("string")
    if field.name not in hidden or (field.name in table.key and field.type != "string"):
        return value
    if field.type.startswith(("decimal", "double", "float", "int", "bigint", "smallint")):
        # With so few digits it is a figure, and no phone or card.
        return F.when(F.abs(value) < _SMALL, text).otherwise(texts.shape(text)).alias(field.name)
    return texts.shape(text).alias(field.name)
