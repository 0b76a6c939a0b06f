"""Good rows from bad: every reason is kept, a null verdict fails, a repeated key is told from a contradiction."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from gcrm.core.contracts.causes import consequences
from gcrm.core.contracts.table import SOURCE, Table

FAILED = "_failed"
REPEATS = "_repeats"
# Column name -> the text that could not be read as the contract's type; another reason's name -> the text it is about.
UNREADABLE = "_unreadable"
CONTRADICTS = "repeats_a_key_with_other_values"
OPPOSED, STANDS = "_opposed", "_stands"


class ColumnMismatchError(Exception):
    """A frame whose columns are not the contract's; names the missing and the unexpected."""


@dataclass(frozen=True)
class Counts:
    """Rows per verdict; `read` is their sum."""

    read: int = 0
    kept: int = 0
    quarantined: int = 0
    repeated: int = 0


def match_columns(frame: DataFrame, table: Table) -> DataFrame:
    """The frame with exactly the contract's columns and types; raises ColumnMismatchError otherwise."""
    wanted, given = set(table.columns), {name for name in frame.columns if name != UNREADABLE}
    if wanted != given:
        missing, unexpected = sorted(wanted - given), sorted(given - wanted)
        raise ColumnMismatchError(f"{table.name}: missing columns {missing}, unexpected columns {unexpected}.")
    typed = [F.col(f.name).cast(f.type).alias(f.name) for f in table.fields]
    extra = [F.col(UNREADABLE)] if UNREADABLE in frame.columns else []
    return frame.select(*typed, *extra)


def failures(table: Table, unreadable: bool) -> Column:
    """Array of the names of the rules that a row does not meet; empty for a good row."""
    empty = F.array().cast("array<string>")
    met = {rule.name: F.coalesce(F.expr(rule.sql), F.lit(False)) for rule in table.all_rules}
    none = F.lit(None).cast("string")
    broken = F.array(*(F.when(~ok, F.lit(name)) for name, ok in met.items()), none)
    # Most rows meet every rule, and array_except is compiled into the pass where a filter by lambda ends it.
    own = F.when(reduce(Column.__and__, met.values(), F.lit(True)), empty).otherwise(
        F.array_except(broken, F.array(none))
    )
    if not unreadable:
        return own
    named = F.transform(F.map_keys(UNREADABLE), lambda name: _reason(name, table))
    return F.concat(F.coalesce(named, empty), own)


def _reason(name: Column, table: Table) -> Column:
    return F.when(name.isin(*table.columns), F.concat(name, F.lit("_is_readable"))).otherwise(name)


def judged(frame: DataFrame, table: Table) -> DataFrame:
    """`frame` with `_failed` (reasons, empty when good) and `_repeats` (true for a row whose key a later one carries).

    A delivery that gives a key with several values contradicts itself, and none of them can be told from the others:
    all fail. Of other good rows with one key the last delivered is kept: a file's newer revision beats the older, a
    later name the earlier, a later line the earlier.
    """
    checked = frame.withColumn(FAILED, failures(table, UNREADABLE in frame.columns))
    if not table.key or SOURCE.name not in table.columns:
        return checked.withColumn(REPEATS, F.lit(False))
    compared = [f.name for f in table.fields if f.name not in table.key and f.name != SOURCE.name]
    good = F.size(FAILED) == 0
    ranked = by_key(checked.select("*", good.alias("_good")), (*table.key, "_good"), compared)
    contradicts = F.col("_good") & F.col(OPPOSED)
    return ranked.select(
        *frame.columns,
        F.when(contradicts, F.array(F.lit(CONTRADICTS))).otherwise(F.col(FAILED)).alias(FAILED),
        (F.col("_good") & ~F.col(OPPOSED) & ~F.col(STANDS)).alias(REPEATS),
    )


def by_key(frame: DataFrame, key: Sequence[str], compared: Sequence[str]) -> DataFrame:
    """`frame` with `_stands` (the last delivered of the rows with the key that their delivery does not contradict) and
    `_opposed` (a delivery since then, this row's own, has the key with several values of `compared`)."""
    # A map cannot be hashed; its text can.
    kinds = dict(frame.dtypes)
    texts = [F.col(name).cast("string") if kinds[name].startswith("map") else F.col(name) for name in compared]
    values = F.xxhash64(*texts) if texts else F.lit(0)
    newest = [F.col(f"{SOURCE.name}.{part}").desc_nulls_last() for part in ("file", "revision", "line")]
    alike = Window.partitionBy(*key)
    # Rows of one delivery are peers in an order by file and revision. One sort serves all three.
    peers = alike.orderBy(*newest[:2]).rangeBetween(Window.currentRow, Window.currentRow)
    differs = F.min(values).over(peers) != F.max(values).over(peers)
    rank = F.row_number().over(alike.orderBy(*newest))
    ranked = frame.select("*", rank.alias("_rank"), (differs & F.col(f"{SOURCE.name}.file").isNotNull()).alias(OPPOSED))
    unopposed = F.min(F.when(~F.col(OPPOSED), F.col("_rank"))).over(alike)
    first = ranked.select("*", F.coalesce(unopposed, F.lit(1 << 30)).alias("_first"))
    stands = (F.col("_rank") == F.col("_first")).alias(STANDS)
    return first.select(*frame.columns, stands, (F.col(OPPOSED) & (F.col("_rank") < F.col("_first"))).alias(OPPOSED))


def good(frame: DataFrame) -> DataFrame:
    return frame.filter((F.size(FAILED) == 0) & ~F.col(REPEATS)).drop(FAILED, REPEATS, UNREADABLE)


def bad(frame: DataFrame, table: Table) -> DataFrame:
    """The rows that failed, with one reason for each cause: a value that is missing breaks every rule about it."""
    refused = frame.filter(F.size(FAILED) > 0).drop(REPEATS)
    pairs = [(F.lit(reason), F.array(*map(F.lit, hangs))) for reason, hangs in consequences(table).items()]
    if not pairs:
        return refused
    hanging = F.create_map(*(column for pair in pairs for column in pair))
    none = F.array().cast("array<string>")

    def implied(reason: Column) -> Column:
        return F.coalesce(F.try_element_at(hanging, F.substring_index(reason, ":", 1)), none)

    return refused.withColumn(FAILED, F.array_except(FAILED, F.flatten(F.transform(FAILED, implied))))


def verdicts() -> tuple[Column, ...]:
    """What a row of a judged frame counts for: read, kept, quarantined, repeated."""
    fails, repeats = F.size(FAILED) > 0, F.col(REPEATS)
    return F.lit(True), ~fails & ~repeats, fails, repeats


def tally() -> list[Column]:
    """Aggregates over a judged frame, for one pass: read, kept, quarantined, repeated."""
    names = ("read", "kept", "quarantined", "repeated")
    return [F.count_if(met).alias(name) for name, met in zip(names, verdicts(), strict=True)]
