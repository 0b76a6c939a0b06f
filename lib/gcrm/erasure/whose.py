"""Which delivered rows are a member's: by the key that a row holds, by where what is known of the member came from, and
by the record that a row belongs to."""

from collections.abc import Mapping
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.table import SOURCE
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.erasure.estate import Delivered, Estate, people
from gcrm.vault.entrance import key_of

PLACE = ("file", "revision", "line")


def keyed(rows: DataFrame, of: Delivered, members: DataFrame) -> DataFrame:
    """Rows that hold a member's key, with `_person_id`, the pseudonym. Of a row that is no record of its columns nobody
    knows which value stands where, so each may be the key."""
    mine = members.filter(F.col("namespace") == of.feed.spec.namespace)
    mine = F.broadcast(mine.select(F.col("key").alias("_person_key"), F.col("member_id").alias("_person_id")))
    texts = [F.coalesce(F.trim(F.col(name)), F.lit("")) for name in of.spec.fields]
    every = F.concat(F.array(*texts), F.coalesce(F.map_values("_extra"), F.array().cast("array<string>")))
    found = [rows.join(mine, key_of(key) == F.col("_person_key")) for key in of.keys]
    found.append(rows.filter("_problem IS NOT NULL").join(mine, F.array_contains(every, F.col("_person_key"))))
    return reduce(DataFrame.unionByName, found)


def places(lake: Lakehouse, estate: Estate, members: DataFrame) -> dict[str, DataFrame]:
    """For each table of delivered rows the places (file, revision, line) of those that are the members'."""
    there = [one for one in estate.delivered if lake.exists(one.table)]
    told = _told(lake, estate, members)
    found: dict[str, DataFrame] = {}
    for one in there:
        rows = lake.read(one.table)
        mine = [keyed(rows, one, members).select(*rows.columns)] if one.keys else []
        if told is not None:
            mine.append(rows.join(told, F.col(SOURCE.name) == F.col("_told"), "left_semi"))
        if mine:
            # Small, and looked at many times: what lies behind it is not to be planned again each time.
            found[one.table.name] = reduce(DataFrame.unionByName, mine).localCheckpoint()
    for one in there:
        _follow(lake, one, there, found)
    keep = {one.table.name: one for one in there if one.table.name in found}
    return {name: _of_record(lake, one, found[name]).localCheckpoint() for name, one in keep.items()}


def at(rows: DataFrame, places: DataFrame) -> DataFrame:
    """The rows that were delivered at one of the places."""
    named = places.select(F.struct(*PLACE).alias("_at"))
    return rows.join(named, F.col(SOURCE.name) == F.col("_at"), "left_semi")


def _told(lake: Lakehouse, estate: Estate, members: DataFrame) -> DataFrame | None:
    """Where the rows were delivered that are known of the members."""
    wanted = F.broadcast(members.select(F.col("member_id").alias("_wanted")))
    found = [
        lake.read(table).join(wanted, F.col(name) == F.col("_wanted"), "left_semi").select(SOURCE.name)
        for table in estate.placed
        if table.layer == "silver" and lake.exists(table)
        for name in people(table)
    ]
    if not found:
        return None
    return reduce(DataFrame.unionByName, found).select(F.col(SOURCE.name).alias("_told")).distinct().localCheckpoint()


def _follow(lake: Lakehouse, one: Delivered, there: list[Delivered], found: dict[str, DataFrame]) -> None:
    """Adds the rows of other files that name a member by the key of his record in this file."""
    by = one.named_by
    if not by or one.table.name not in found:
        return
    names = found[one.table.name].select(*[F.col(name).alias(f"_by_{name}") for name in by]).dropna().distinct()
    for other in there:
        if other.feed.name == one.feed.name and other is not one and set(by) <= set(other.spec.personal):
            rows = lake.read(other.table)
            same = reduce(Column.__and__, [F.col(name) == F.col(f"_by_{name}") for name in by])
            more = rows.join(names, same, "left_semi")
            before = found.get(other.table.name)
            found[other.table.name] = more if before is None else before.unionByName(more)


def _of_record(lake: Lakehouse, one: Delivered, rows: DataFrame) -> DataFrame:
    """The places of the rows, and of all that was ever delivered of the same records."""
    key, places = one.spec.key, [rows.select(f"{SOURCE.name}.*")]
    if key:
        records = rows.filter("_problem IS NULL").select(*[F.col(name).alias(f"_of_{name}") for name in key]).dropna()
        same = reduce(Column.__and__, [F.col(name) == F.col(f"_of_{name}") for name in key])
        stored = lake.read(one.table).filter("_problem IS NULL")
        places.append(stored.join(records.distinct(), same, "left_semi").select(f"{SOURCE.name}.*"))
    return reduce(DataFrame.unionByName, places).select(*PLACE).distinct()


def by_file(found: Mapping[str, DataFrame], table: str) -> dict[tuple[str, int], set[int]]:
    """Lines of each file and revision; as many as the rows of the members."""
    if table not in found:
        return {}
    rows = found[table].groupBy("file", "revision").agg(F.collect_set("line").alias("lines")).collect()
    return {(row["file"], row["revision"]): set(row["lines"]) for row in rows}
