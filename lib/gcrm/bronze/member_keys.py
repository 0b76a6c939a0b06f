"""Which columns of a feed's files hold the keys of members, by what its SELECTs make of them; no Spark."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import lineage

from gcrm.bronze.feed import Feed
from gcrm.bronze.values import Values
from gcrm.core.contracts.table import Raw


@dataclass(frozen=True)
class KeyColumn:
    """A column of a file that holds keys of members, and how they are written."""

    file: str
    column: str
    values: Values


def key_columns(feed: Feed, raws: Iterable[Raw]) -> tuple[KeyColumn, ...]:
    """The columns that pseudonyms are made of. Of a file with personal columns of which none is such a one, all of
    them: what is equal there to a member's key is that key.

    >>> from gcrm.sources.spec import FileSpec
    >>> from gcrm.bronze.feed import FeedSpec
    >>> from gcrm.core.contracts.table import Field
    >>> files = {"sales": FileSpec("s*.csv", "csv", ("receipt", "card"), personal=("card",))}
    >>> sql = "WITH a AS (SELECT * FROM sales) SELECT upper(a.card) AS member_id FROM a"
    >>> feed = Feed("till", FeedSpec("Till", files, "till"), {"posts": sql}, "feeds/till")
    >>> raw = Raw("posts", (Field("member_id", "string", "Member", pii="pseudonym"),))
    >>> [(found.file, found.column) for found in key_columns(feed, [raw])]
    [('sales', 'card')]
    """
    found: dict[tuple[str, str], KeyColumn] = {}
    schema = tuple((name, tuple(field.name for field in feed.table(name).fields)) for name in feed.spec.files)
    for raw in raws:
        own = feed.spec.selects.get(raw.name)
        for person in (field.name for field in raw.fields if field.pii == "pseudonym" and raw.name in feed.sql):
            said = own.values.get(person) if own else None
            values = said.over(feed.spec.values) if said else feed.spec.values
            for file, column in _sources(person, feed.sql[raw.name], schema):
                found.setdefault((file, column), KeyColumn(file, column, values))
    keyed = {file for file, _ in found}
    others = [
        KeyColumn(file, column, feed.spec.values)
        for file, spec in feed.spec.files.items()
        for column in spec.personal
        if file not in keyed
    ]
    return (*found.values(), *others)


@lru_cache(maxsize=256)
def _sources(column: str, sql: str, schema: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[tuple[str, str], ...]:
    """File and column of everything that a SELECT's column is made of; nothing where that cannot be told."""
    known: dict[str, object] = {file: dict.fromkeys(columns, "TEXT") for file, columns in schema}
    try:
        top = lineage(column, sql, schema=known, dialect="spark")
    except SqlglotError:
        return ()
    ends = (node for node in top.walk() if not node.downstream and isinstance(node.expression, exp.Table))
    names = {(node.expression.name, node.name.rpartition(".")[2]) for node in ends}
    return tuple(sorted((file, name) for file, name in names if name in dict(schema).get(file, ())))
