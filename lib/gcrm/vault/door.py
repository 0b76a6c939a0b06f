"""The door from the vault: delivered text goes in, typed and pseudonymous rows come out.

Every raw input of a silver table passes here, so no step behind it ever sees the key of a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.bronze import personal, select
from gcrm.bronze.faults import with_faults
from gcrm.bronze.feed import Feed
from gcrm.bronze.guard import FAULTS
from gcrm.core.contracts.step import Input, Part, Step
from gcrm.core.contracts.table import SOURCE, Raw
from gcrm.core.running.quality import UNREADABLE
from gcrm.core.settings.config import digest
from gcrm.vault import derived, reading
from gcrm.vault.derived import Keys
from gcrm.vault.forgotten import Forgotten
from gcrm.vault.own_words import Register, masked
from gcrm.vault.pseudonyms import pseudonym
from gcrm.vault.reading import Reading


def bind(
    step: Step,
    feeds: list[Feed],
    keys: Keys,
    largest_amount: int | None = None,
    forgotten: Forgotten | None = None,
    register: Register | None = None,
) -> Step:
    """The step with its raw input resolved to one part per feed that has a SELECT for it; amounts from
    `largest_amount` on are refused, rows of members who are `forgotten` are left out, and what the `register` knows of
    an author is taken out of the author's texts."""
    raw = step.raw
    if raw is None:
        return step
    given = (feed for feed in feeds if raw.name in feed.sql)
    return step.bound(tuple(_part(raw, feed, keys, largest_amount, forgotten, register) for feed in given))


def _part(
    raw: Raw,
    feed: Feed,
    keys: Keys,
    largest_amount: int | None,
    forgotten: Forgotten | None,
    register: Register | None,
) -> Part:
    inputs, by = select.inputs_of(raw.name, feed)
    own = feed.spec.selects.get(raw.name)
    hidden = personal.from_vault(raw.name, feed, raw)
    how = Reading(feed.spec.values, own.values if own else {}, largest_amount, tuple(sorted(hidden)))

    people = [f.name for f in raw.fields if f.pii == "pseudonym"]
    texts = [f.name for f in raw.fields if f.pii == "text"]
    known = register.get(feed.spec.namespace, ()) if register and people and texts else ()

    def built(careful: bool, frames: Mapping[str, DataFrame]) -> DataFrame:
        def guests(rows: DataFrame) -> DataFrame:
            here = forgotten.left_out(rows, people, feed.spec.namespace) if forgotten else rows
            return masked(here, people[0], texts, known, [frames[name] for name in registered]) if known else here

        rows = select.run(raw.name, feed, {name: frames[name] for name in inputs}, careful)
        return opened(rows, raw, hashed(raw, keys, feed.spec.namespace), how, guests)

    registered: dict[str, Input] = {f"_register_{i}": one.table for i, one in enumerate(known)}

    # Functions of this module, for what makes a step is told by where its function stands.
    def plain(**frames: DataFrame) -> DataFrame:
        return built(False, frames)

    def careful(**frames: DataFrame) -> DataFrame:
        return built(True, frames)

    by_key = {file: feed.spec.files[file].key for file in inputs}
    made_with = [keys.coalition, feed.spec.namespace, derived.VERSION]
    made_with += [[one.table.name, one.key.column, *one.columns] for one in known]
    signature = digest([select.tokens(feed.sql[raw.name]), made_with, by_key, asdict(how)])
    where, sql = f"{feed.where}/{raw.name}.sql", feed.sql[raw.name]
    # Texts are masked anew where somebody has registered since.
    return Part(feed.name, {**inputs, **registered}, plain, by, signature, careful, where, sql, hidden)


def hashed(raw: Raw, keys: Keys, namespace: str) -> dict[str, bytes]:
    """The columns that leave the vault as keyed hashes alone, each with its key. Things of all namespaces share one,
    for a table tells them apart by nothing but their ids."""
    found = {f.name: keys.member(namespace) for f in raw.fields if f.pii == "pseudonym"}
    return found | {f.name: keys.thing(f.name) for f in raw.fields if f.pii == "thing"}


def opened(
    rows: DataFrame,
    raw: Raw,
    hashed: Mapping[str, bytes],
    how: Reading | None = None,
    guests: Callable[[DataFrame], DataFrame] = lambda rows: rows,
) -> DataFrame:
    """`rows` with the raw input's types and with keyed hashes for keys of people and things.

    `hashed`: the columns of these, each with the key that it is hashed with. `guests` gives of the typed rows, in which
    keys still stand, those that may pass, as they may.

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
    typed = guests(rows.select(*_named(told), *kept).select(*told, *_named(values), *kept))
    pairs = F.filter(F.array(*faults), lambda pair: pair.isNotNull()) if faults else None
    named = F.map_from_entries(pairs) if pairs is not None else F.lit(None).cast("map<string,string>")
    hashes = {name: pseudonym(F.col(name), key) for name, key in hashed.items()}
    shown = [hashes.get(f.name, F.col(f.name)).alias(f.name) for f in raw.fields]
    return with_faults(typed.select(*shown, *kept, named.alias(UNREADABLE)), raw.fields)


def _named(columns: Mapping[str, Column]) -> list[Column]:
    return [column.alias(name) for name, column in columns.items()]
