"""Where personal columns of a feed's files end up: refused in plain columns, and told nothing of in reasons."""

from collections import Counter

import sqlglot
from sqlglot import exp

from gcrm.bronze import derivation, plain_sql
from gcrm.bronze.feed import Feed
from gcrm.bronze.sql_lines import line_of
from gcrm.core.contracts.table import Field, Raw
from gcrm.core.errors import unknown

_EXTRA = "_extra"  # may hold anything, where a file has personal columns
_NAMES = ("VAR", "IDENTIFIER")


def mistakes(name: str, feed: Feed, raw: Raw) -> list[str]:
    """Plain columns of `<name>.sql` that are made of personal ones, unless the feed has released them."""
    spec = feed.spec.selects.get(name)
    released = spec.released if spec else ()
    found = [
        f"{feed.where}/feed.yml: selects.{name}.released: {unknown('column', one, _plain(raw))}"
        for one in released
        if one not in _plain(raw)
    ]
    for column, of in made_of(name, feed, raw).items():
        personal = sorted({f"{file}.{field}" for file, field in of if is_personal(feed, file, field)})
        if personal and column in _plain(raw) and column not in released:
            where = f"{feed.where}/{name}.sql:{line_of(feed.sql[name], column)}"
            found.append(
                f"{where}: {column} is made of {', '.join(personal)}, which identifies people; leave it out, or "
                f"release it by 'released: [{column}]' of selects.{name} in feed.yml."
            )
    return found + _lost(f"{feed.where}/{name}.sql", feed.sql[name], feed)


def _lost(where: str, sql: str, feed: Feed) -> list[str]:
    """Personal columns that stand in the SELECT, and that its parser has dropped: nobody can tell where they go."""
    names = {_EXTRA, *(column for spec in feed.spec.files.values() for column in spec.personal)}
    read = Counter(one.name.lower() for one in plain_sql.seen(sql).find_all(exp.Identifier))
    places: dict[str, list[int]] = {}
    for token in sqlglot.tokenize(sql, dialect="spark"):
        if token.token_type.name in _NAMES and token.text.lower() in names:
            places.setdefault(token.text.lower(), []).append(token.line)
    return [
        f"{where}:{lines[-1]}: {name} cannot be followed here; write it another way, such as element_at(array(...), 1)."
        for name, lines in places.items()
        if len(lines) > read[name]
    ]


def made_of(name: str, feed: Feed, raw: Raw) -> dict[str, derivation.Sources]:
    """The columns that the SELECT is asked for, and of which columns of files each is made."""
    files = tuple((file, tuple(field.name for field in feed.table(file).fields)) for file in feed.spec.files)
    found = derivation.made(feed.sql[name], files)
    return {column: found.of(column) for column in raw.columns}


def from_vault(name: str, feed: Feed, raw: Raw) -> frozenset[str]:
    """Columns in which text of a file with personal columns stands as delivered: where its cells have shifted, that is
    any of them."""
    keyed = {field.name for field in raw.fields if field.pii in ("pseudonym", "thing")}
    of = made_of(name, feed, raw)
    return frozenset(c for c in of if c not in keyed and any(feed.spec.files[file].personal for file, _ in of[c]))


def is_personal(feed: Feed, file: str, column: str) -> bool:
    personal = feed.spec.files[file].personal
    return column in personal or (bool(personal) and column == _EXTRA)


def _plain(raw: Raw) -> list[str]:
    """Columns that are shown as they are: neither hashed nor masked."""
    return [field.name for field in raw.fields if _is_plain(field)]


def _is_plain(field: Field) -> bool:
    return field.pii in (None, "thing")
