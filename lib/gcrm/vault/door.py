"""The door from the vault: delivered text goes in, typed and pseudonymous rows come out.

Every raw input of a silver table passes here, so no step behind it ever sees the key of a person.
"""

import hmac
from collections.abc import Callable, Mapping
from typing import cast

import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.functions import arrow_udf

from gcrm.bronze import select
from gcrm.bronze.faults import with_faults
from gcrm.bronze.feed import Feed
from gcrm.bronze.guard import FAULTS
from gcrm.core.contracts.step import Part, Step
from gcrm.core.contracts.table import SOURCE, Field, Raw
from gcrm.core.running.quality import UNREADABLE
from gcrm.core.settings.config import digest
from gcrm.vault.keys import namespace_key

Secret = Callable[[], bytes]


def bind(step: Step, feeds: list[Feed], secret: Secret) -> Step:
    """The step with its raw input resolved to one part per feed that has a SELECT for it."""
    raw = step.raw
    return (
        step if raw is None else step.bound(tuple(_part(raw, feed, secret) for feed in feeds if raw.name in feed.sql))
    )


def _part(raw: Raw, feed: Feed, secret: Secret) -> Part:
    inputs, by = select.inputs_of(raw.name, feed)

    def built(careful: bool, frames: Mapping[str, DataFrame]) -> DataFrame:
        rows = select.run(raw.name, feed, frames, careful)
        key = namespace_key(secret(), feed.spec.namespace) if any(f.pii == "pseudonym" for f in raw.fields) else b""
        return opened(rows, raw, key)

    keys = {file: feed.spec.files[file].key for file in inputs}
    signature = digest([select.tokens(feed.sql[raw.name]), feed.spec.namespace, keys])
    where, sql = f"{feed.where}/{raw.name}.sql", feed.sql[raw.name]
    plain, careful = (lambda **frames: built(False, frames)), (lambda **frames: built(True, frames))
    return Part(feed.name, inputs, plain, by, signature, careful, where, sql)


def opened(rows: DataFrame, raw: Raw, key: bytes) -> DataFrame:
    """`rows` with the raw input's types and with pseudonyms for keys of people.

    Adds `_unreadable`, a map: column -> text that is no value of the column's type, and name of a reason -> text of
    which an expression of the SELECT failed (`_faults` of `rows`, where it has that column).
    """
    texts = {name for name, kind in rows.dtypes if kind == "string"}
    given = {field.name: _given(field, field.name in texts) for field in raw.fields}
    values = [_value(field, given[field.name], key).alias(field.name) for field in raw.fields]
    unread = [
        _unreadable(field, given[field.name]) for field in raw.fields if field.name in texts and field.type != "string"
    ]
    pairs = F.filter(F.array(*unread), lambda pair: pair.isNotNull()) if unread else None
    named = F.map_from_entries(pairs) if pairs is not None else F.lit(None).cast("map<string,string>")
    kept = [F.col(name) for name in (SOURCE.name, FAULTS) if name in rows.columns]
    return with_faults(rows.select(*values, *kept, named.alias(UNREADABLE)), raw.fields)


def _given(field: Field, is_text: bool) -> Column:
    """The column, with empty text as null; blanks count as empty where a figure, a date or a key is expected."""
    column = F.col(field.name)
    if not is_text:
        return column
    blank = field.type != "string" or field.pii == "pseudonym"
    return F.when((F.trim(column) if blank else column) != "", column)


def _value(field: Field, given: Column, key: bytes) -> Column:
    if field.pii == "pseudonym":
        return pseudonym(given.cast("string"), key)
    return given.try_cast(field.type)


def _unreadable(field: Field, given: Column) -> Column:
    shown = F.lit("(withheld)") if field.pii else given
    fails = given.isNotNull() & given.try_cast(field.type).isNull()
    return F.when(fails, F.struct(F.lit(field.name).alias("key"), shown.alias("value")))


def pseudonym(member_key: Column, key: bytes) -> Column:
    """The first 128 bits of HMAC-SHA256 of a member's key, in hexadecimal; null stays null.

    Source: Krawczyk, Bellare and Canetti (1997), RFC 2104.

    An Arrow function, not a Spark expression: as a literal of an expression the key would stand in every plan.
    """

    @arrow_udf("string")  # type: ignore[call-overload, untyped-decorator]
    def digests(values: pa.Array) -> pa.Array:
        named = (
            None if value is None else hmac.digest(key, value.encode(), "sha256")[:16].hex()
            for value in values.to_pylist()
        )
        return pa.array(list(named), type=pa.string())

    return cast(Column, digests(member_key))
