"""What is known of an author, taken out of what the author wrote: names and addresses, which no shape tells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.bronze import personal
from gcrm.bronze.feed import Feed
from gcrm.bronze.member_keys import KeyColumn, key_columns
from gcrm.core.contracts.table import Raw, Table
from gcrm.core.texts import composed, plain, unmarked
from gcrm.vault.entrance import key_of

NAME = "[name]"
_SHORTEST, _SHORTEST_PART = 2, 3  # signs of a name, and of a word in one
_NO_LETTER = r"[\p{L}\p{M}\p{Nd}]"


@dataclass(frozen=True)
class Entry:
    """A file of people: its table, the column of their keys, and columns of what else they are called or reached by."""

    table: Table
    key: KeyColumn
    columns: tuple[str, ...]


Register = Mapping[str, tuple[Entry, ...]]  # by the namespace of the keys


def masked(
    rows: DataFrame, person: str, texts: Iterable[str], entries: Iterable[Entry], tables: Iterable[DataFrame]
) -> DataFrame:
    """The rows with `[name]` where a text holds what is known of the member whose key stands in `person`.

    `texts`: names of the columns with texts. `tables`: of each of the `entries` the rows.
    """
    known = [_known(table, entry) for entry, table in zip(entries, tables, strict=True)]
    listed = reduce(DataFrame.unionByName, known).groupBy("_person").agg(_pattern().alias("_own"))
    found = rows.join(listed, F.col(person) == F.col("_person"), "left")
    return found.withColumns({name: _without_own(F.col(name)) for name in texts}).drop("_person", "_own")


def register(feeds: Iterable[Feed], raws: Iterable[Raw]) -> Register:
    """The files that hold, beside keys of members, what identifies them and goes into no table."""
    found: dict[str, tuple[Entry, ...]] = {}
    known = {raw.name: raw for raw in raws}
    for feed in feeds:
        keys = key_columns(feed, known.values())
        given = {of for name in feed.sql if name in known for of in _given(name, feed, known[name])}
        for key in keys:
            spec, mine = feed.spec.files[key.file], {one.column for one in keys if one.file == key.file}
            others = tuple(c for c in spec.personal if c not in {*mine, *spec.key} and (key.file, c) not in given)
            if others:
                entry = Entry(feed.table(key.file), key, others)
                found[feed.spec.namespace] = (*found.get(feed.spec.namespace, ()), entry)
    return found


def _given(name: str, feed: Feed, raw: Raw) -> set[tuple[str, str]]:
    """Columns of files that texts of the SELECT are made of."""
    of = personal.made_of(name, feed, raw)
    return {source for column in raw.fields if column.pii == "text" for source in of[column.name]}


def _known(table: DataFrame, entry: Entry) -> DataFrame:
    """Key and what its member is called, a row each: as it is written, without accents, and word by word."""
    values = F.explode(F.array(*map(F.col, entry.columns)))
    rows = table.filter("_problem IS NULL").select(key_of(entry.key).alias("_person"), values.alias("v"))
    whole = rows.select("_person", F.trim(plain(composed(F.col("v")))).alias("v"))
    words = F.filter(F.split("v", r"\s+"), lambda word: F.length(word) >= _SHORTEST_PART)
    spelt = whole.select("_person", F.explode(F.array_union(F.array("v"), words)).alias("v"))
    every = spelt.select("_person", F.explode(F.array("v", unmarked(F.col("v")))).alias("v"))
    return every.filter((F.length("v") >= _SHORTEST) & F.col("_person").isNotNull())


def _pattern() -> Column:
    """An aggregate: what finds any of the values as words, the longest first."""
    longest = F.sort_array(F.collect_set(F.struct((-F.length("v")).alias("n"), F.col("v").alias("v"))))
    quoted = F.transform(
        longest, lambda one: F.concat(F.lit(r"\Q"), F.replace(one["v"], F.lit(r"\E"), F.lit("")), F.lit(r"\E"))
    )
    return F.concat(F.lit(f"(?iu)(?<!{_NO_LETTER})(?:"), F.array_join(quoted, "|"), F.lit(f")(?!{_NO_LETTER})"))


def _without_own(text: Column) -> Column:
    own = F.col("_own")
    folded = plain(composed(text))
    found = F.regexp_replace(folded, own, F.lit(NAME))
    return F.when(own.isNotNull() & F.regexp_like(folded, own), found).otherwise(text)
