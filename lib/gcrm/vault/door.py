"""The door from the vault: delivered text goes in, typed and pseudonymous rows come out.

Every raw input of a silver table passes here, so no step behind it ever sees the key of a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.bronze import select
from gcrm.bronze.faults import with_faults
from gcrm.bronze.feed import Feed
from gcrm.bronze.guard import FAULTS
from gcrm.core.contracts.step import Part, Step
from gcrm.core.contracts.table import SOURCE, Raw
from gcrm.core.running.quality import UNREADABLE
from gcrm.core.settings.config import digest
from gcrm.vault import reading
from gcrm.vault.forgotten import Forgotten
from gcrm.vault.keys import namespace_key
from gcrm.vault.pseudonyms import pseudonym
from gcrm.vault.reading import Reading

Secret = Callable[[], bytes]


def bind(
    step: Step,
    feeds: list[Feed],
    secret: Secret,
    largest_amount: int | None = None,
    forgotten: Forgotten | None = None,
) -> Step:
    """The step with its raw input resolved to one part per feed that has a SELECT for it; amounts from
    `largest_amount` on are refused, and rows of members who are `forgotten` are left out."""
    raw = step.raw
    if raw is None:
        return step
    given = (feed for feed in feeds if raw.name in feed.sql)
    return step.bound(tuple(_part(raw, feed, secret, largest_amount, forgotten) for feed in given))


def _part(raw: Raw, feed: Feed, secret: Secret, largest_amount: int | None, forgotten: Forgotten | None) -> Part:
    inputs, by = select.inputs_of(raw.name, feed)
    own = feed.spec.selects.get(raw.name)
    how = Reading(feed.spec.values, own.values if own else {}, largest_amount)

    def built(careful: bool, frames: Mapping[str, DataFrame]) -> DataFrame:
        rows = select.run(raw.name, feed, frames, careful)
        people = [f.name for f in raw.fields if f.pii == "pseudonym"]
        key = namespace_key(secret(), feed.spec.namespace) if people else b""
        shown = opened(rows, raw, key, how)
        return forgotten.left_out(shown, people) if forgotten else shown

    # Functions of this module, for what makes a step is told by where its function stands.
    def plain(**frames: DataFrame) -> DataFrame:
        return built(False, frames)

    def careful(**frames: DataFrame) -> DataFrame:
        return built(True, frames)

    keys = {file: feed.spec.files[file].key for file in inputs}
    signature = digest([select.tokens(feed.sql[raw.name]), feed.spec.namespace, keys, asdict(how)])
    where, sql = f"{feed.where}/{raw.name}.sql", feed.sql[raw.name]
    return Part(feed.name, inputs, plain, by, signature, careful, where, sql)


def opened(rows: DataFrame, raw: Raw, key: bytes, how: Reading | None = None) -> DataFrame:
    """`rows` with the raw input's types and with pseudonyms for keys of people.

    Adds `_unreadable`, a map: column -> text that is no value of the column's type, and name of a reason -> text of a
    value that cannot be true, or of which an expression of the SELECT failed (`_faults` of `rows`, where it has that
    column).
    """
    how = how or Reading()
    kinds = dict(rows.dtypes)
    told, values, faults = {}, {}, []
    for field in raw.fields:
        name, kind, options = f"_told_{field.name}", kinds[field.name], how.of(field.name)
        given = reading.given(field, kind, options)
        told[name] = reading.unmixed(given) if reading.may_mix(field, kind, options) else given
        read = reading.value(field, kind, F.col(name), options)
        values[field.name] = read
        faults += reading.faults(field, F.col(name), F.col(field.name), how)
    # In three steps, so that what several columns hang on is found once.
    kept = [name for name in (SOURCE.name, FAULTS) if name in rows.columns]
    typed = rows.select(*_named(told), *kept).select(*told, *_named(values), *kept)
    pairs = F.filter(F.array(*faults), lambda pair: pair.isNotNull()) if faults else None
    named = F.map_from_entries(pairs) if pairs is not None else F.lit(None).cast("map<string,string>")
    people = {f.name: pseudonym(F.col(f.name), key) for f in raw.fields if f.pii == "pseudonym"}
    shown = [people.get(f.name, F.col(f.name)).alias(f.name) for f in raw.fields]
    return with_faults(typed.select(*shown, *kept, named.alias(UNREADABLE)), raw.fields)


def _named(columns: Mapping[str, Column]) -> list[Column]:
    return [column.alias(name) for name, column in columns.items()]
