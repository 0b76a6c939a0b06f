"""Where personal columns of a feed's files end up: refused in plain columns, and told nothing of in reasons."""

from collections import Counter
from collections.abc import Iterable

import sqlglot
from sqlglot import exp

from gcrm.bronze import derivation, plain_sql
from gcrm.bronze.feed import Feed
from gcrm.bronze.made import Sources
from gcrm.bronze.sql_lines import line_of
from gcrm.core.contracts.table import SOURCE, Field, Raw
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
    plain = (*_plain(raw), SOURCE.name)
    for column, of in _told_of(name, feed, plain).items():
        personal = sorted({f"{file}.{field}" for file, field in of if is_personal(feed, file, field)})
        if not personal or column in released:
            continue
        instead = f"leave it out, or release it by 'released: [{column}]' of selects.{name} in feed.yml"
        if column == SOURCE.name:
            instead = "it tells a place in a file, so leave it as it is there"
        found.append(
            f"{feed.where}/{name}.sql:{line_of(feed.sql[name], column)}: {column} is made of {', '.join(personal)}, "
            f"which identifies people; {instead}."
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


def made_of(name: str, feed: Feed, raw: Raw) -> dict[str, Sources]:
    """The columns that the SELECT is asked for, and of which columns of files each is made."""
    found = derivation.made(feed.sql[name], _files(feed))
    return {column: found.of(column) for column in raw.columns}


def _told_of(name: str, feed: Feed, columns: Iterable[str]) -> dict[str, Sources]:
    """The same with personal columns that what the SELECT made up was compared with."""
    files = _files(feed)
    personal = frozenset((file, one) for file, names in files for one in names if is_personal(feed, file, one))
    found = derivation.made(feed.sql[name], files, personal)
    return {column: found.of(column) for column in columns}


def _files(feed: Feed) -> derivation.Files:
    return tuple((file, tuple(field.name for field in feed.table(file).fields)) for file in feed.spec.files)


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
