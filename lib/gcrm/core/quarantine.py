"""Rows that were refused: put aside with every reason and the place in the landing where they stand, never dropped."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core import quality, touched
from gcrm.core.lakehouse import GONE, Lakehouse
from gcrm.core.ledger import QUARANTINE
from gcrm.core.table import SOURCE, Table


def refuse(table: Table, lake: Lakehouse, judged: DataFrame, whole: bool, run_id: str) -> None:
    """Quarantines the bad rows of `judged`, and takes out what stood there for rows that were judged again.

    `whole`: all rows of the table were judged, so that whatever is not bad now is no longer refused.
    """
    with lake.lock(QUARANTINE):
        _exchange(table, lake, judged, whole, run_id)


def _exchange(table: Table, lake: Lakehouse, judged: DataFrame, whole: bool, run_id: str) -> None:
    new = _entries(table, quality.bad(judged), run_id)
    old = lake.read(QUARANTINE).filter(F.col("table_name") == table.name)
    if not whole and SOURCE.name in table.columns:
        again = judged.select(*[F.col(f"{SOURCE.name}.{name}").alias(name) for name in ("file", "line")]).distinct()
        old = touched.restrict(old, again, ("file", "line"))
    gone = old.join(new, "quarantine_id", "left_anti").select(*new.columns).withColumn(GONE, F.lit(True))
    marked = new.withColumn(GONE, F.lit(False)).unionByName(gone)
    lake.merge(QUARANTINE, marked, {"run": run_id}, f"t.table_name = '{table.name}'")


def _entries(table: Table, refused: DataFrame, run_id: str) -> DataFrame:
    place = F.col(SOURCE.name) if SOURCE.name in table.columns else F.lit(None).cast(SOURCE.type)
    unreadable = F.col(quality.UNREADABLE) if quality.UNREADABLE in refused.columns else F.lit(None)
    # What the vault holds stays there: the place in the landing is enough for those who may look it up.
    shown = [F.col(f.name) for f in table.fields if f.name != SOURCE.name] if table.layer != "vault" else []
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
