"""The members who are meant, under the pseudonyms that the tables know them by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.bronze.member_keys import KeyColumn
from gcrm.core.errors import UsageError
from gcrm.core.frames import small
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.erasure.asked import Asked
from gcrm.erasure.estate import Estate, people
from gcrm.erasure.whose import keyed
from gcrm.vault.entrance import key_of
from gcrm.vault.forgotten import FORGOTTEN, mark
from gcrm.vault.pseudonyms import pseudonym


@dataclass(frozen=True)
class Member:
    """A member under one key: `line` of the list, `namespace` and `key` as the partner writes it, the pseudonym, and
    what stands for it on the list of those who were forgotten."""

    line: int
    namespace: str
    key: str
    member_id: str
    mark: str


def frame(spark: SparkSession, members: Iterable[Member]) -> DataFrame:
    """The members as a small frame; it grows with what is asked, not with how many members there are."""
    rows = [(one.line, one.namespace, one.key, one.member_id, one.mark) for one in members]
    return small(spark, "line int, namespace string, key string, member_id string, mark string", rows)


def candidates(spark: SparkSession, asked: Asked, estate: Estate) -> list[Member]:
    """Everybody who may be meant: each key under each namespace of the coalition."""
    found = []
    for namespace, columns in estate.namespaces.items():
        for values in dict.fromkeys(column.values for column in columns):
            given = small(spark, "line int, key string", asked.keys)
            key = key_of(KeyColumn("", "key", values))
            named = given.select("line", key.alias("key")).filter("key IS NOT NULL")
            member_id = pseudonym(F.col("key"), estate.keys.member(namespace))
            marked = mark(F.col("key"), estate.keys.mark(namespace))
            rows = named.withColumns({"member_id": member_id, "mark": marked})
            found += [
                Member(row["line"], namespace, row["key"], row["member_id"], row["mark"]) for row in rows.collect()
            ]
    return list(dict.fromkeys(found))


def known(lake: Lakehouse, estate: Estate, members: Sequence[Member]) -> list[Member]:
    """Those of whom anything is kept, or who were forgotten before."""
    if not members:
        return []
    wanted = F.broadcast(frame(lake.spark, members))
    found = []
    for table in (table for table in estate.of_members if table.layer == "silver" and lake.exists(table)):
        for name in people(table):
            rows = lake.read(table).select(F.col(name).alias("_id"))
            found.append(rows.join(wanted, F.col("_id") == F.col("member_id")).select("member_id"))
    for one in estate.delivered:
        if one.keys and lake.exists(one.table):
            found.append(keyed(lake.read(one.table), one, wanted).select("_person_id"))
    if lake.exists(FORGOTTEN):
        found.append(lake.read(FORGOTTEN).select("mark").join(wanted, "mark").select("member_id"))
    if not found:
        return []
    there = {row[0] for row in reduce(DataFrame.union, found).distinct().collect()}
    return [one for one in members if one.member_id in there]


def meant(lake: Lakehouse, estate: Estate, asked: Asked, namespace: str | None) -> list[Member]:
    """The members who were asked for. Raises UsageError where a key is nobody's, or is known in several namespaces."""
    if namespace is not None and namespace not in estate.namespaces:
        there = ", ".join(sorted(estate.namespaces)) or "none"
        raise UsageError(f"{estate.coalition} knows no members under the namespace '{namespace}'; there are {there}.")
    every = candidates(lake.spark, asked, estate)
    found = known(lake, estate, [one for one in every if namespace in (None, one.namespace)])
    lines = {one.line for one in found}
    if absent := [line for line, _ in asked.keys if line not in lines]:
        raise UsageError(asked.unknown(absent, estate.coalition))
    for line, _ in asked.keys:
        names = sorted({one.namespace for one in found if one.line == line})
        if len(names) > 1:
            where = f"line {line} of {asked.source}" if asked.source else "this key"
            raise UsageError(
                f"Under {where} {len(names)} people are known, in the namespaces {', '.join(names)}; name one by "
                f"--namespace {names[0]}."
            )
    return found
