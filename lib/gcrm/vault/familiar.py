"""Columns of plain files that hold what people are known by in the vault: nobody has declared them personal.

A sample is compared, so that it costs the same whatever was delivered.
"""

from collections.abc import Iterable, Mapping
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.bronze import personal
from gcrm.bronze.feed import Feed
from gcrm.core.contracts.table import Raw, Table
from gcrm.core.storage.lakehouse import Lakehouse

_ROWS, _KNOWN = 1_000, 100_000  # of each table that are looked at: of plain files, and of the vault's
_FEWEST = 3  # equal values; fewer are chance
# What can tell a person from all others, and is no day, no amount and no small number.
_TELLS = r"^(?=.*[0-9@])(?![0-9]{4}-[0-9]{2}-[0-9]{2})(?![+-]?[0-9]*[.,][0-9]+$).{6,200}$"


def sentences(lake: Lakehouse, feeds: Iterable[Feed], raws: Mapping[str, Raw], landed: Iterable[str]) -> list[str]:
    """One for each column of the tables that have `landed` which holds values of the vault's register."""
    every, new = list(feeds), set(landed)
    plain = [t for f in every for file in f.spec.files if (t := f.table(file)).layer == "bronze" and t.name in new]
    known = [(table, names) for table, names in register(every, raws) if lake.exists(table)]
    if not (plain and known):
        return []
    given = [_values(lake.read(table), table, _columns(table), _ROWS) for table in plain]
    people = [_values(lake.read(table), table, names, _KNOWN) for table, names in known]
    told = reduce(DataFrame.unionByName, people).select("value").distinct()
    found = reduce(DataFrame.unionByName, given).distinct().join(told, "value", "left_semi")
    rows = (
        found.groupBy("table", "column").count().filter(F.col("count") >= _FEWEST).orderBy("table", "column").collect()
    )
    return [
        f"{row['table']}.{row['column']} holds {row['count']:,} values that the vault knows people by, among {_ROWS:,} "
        f"rows; declare it 'personal' in feed.yml."
        for row in rows
    ]


def register(feeds: Iterable[Feed], raws: Mapping[str, Raw]) -> list[tuple[Table, tuple[str, ...]]]:
    """Tables of the vault, each with its columns that people are told by: those that become a plain column, or a text,
    tell less."""
    found = []
    for feed in feeds:
        told = {
            source
            for name in feed.sql
            if name in raws
            for field in raws[name].fields
            if field.pii != "pseudonym"
            for source in personal.made_of(name, feed, raws[name])[field.name]
        }
        for file, spec in feed.spec.files.items():
            if names := tuple(column for column in spec.personal if (file, column) not in told):
                found.append((feed.table(file), names))
    return found


def _columns(table: Table) -> tuple[str, ...]:
    return tuple(field.name for field in table.fields if field.type == "string" and not field.name.startswith("_"))


def _values(rows: DataFrame, table: Table, columns: Iterable[str], most: int) -> DataFrame:
    each = [F.struct(F.lit(name).alias("column"), F.trim(F.col(f"`{name}`")).alias("value")) for name in columns]
    told = rows.limit(most).select(F.lit(table.name).alias("table"), F.explode(F.array(*each)).alias("one"))
    return told.select("table", "one.column", "one.value").filter(F.col("value").rlike(_TELLS))
