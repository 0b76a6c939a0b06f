"""What an analyst sees of a table: no place in the landing, no text that somebody wrote, nothing of what the gate must
know, and of where and who members are only what enough of them share.

Lines of files and receipts undo pseudonyms for whoever delivered them, also by second, store and amount; so a line, a
visit or a post names no member. Area, age and sex together name most members of any programme: they are shown of the
latest day alone, in one table of that day or another, where at least ten members share all three. Figures that the
area's own goes into would give the area away again, so of a member they are left out, and of an area shown where ten
members or more have made them, in three digits.
"""

from gcrm.core.cell import CELL
from gcrm.core.contracts.table import SOURCE, Field, Snapshots, Table
from gcrm.core.storage.ddl import quoted

STORED = "_stored"  # the schema of tables as they are, which no statement may name
FEWEST = 10  # members who share what is shown of them
AREA, SHARED = "area_id", ("age_band", "sex")
TRAITS = (AREA, *SHARED)
# What a member states beside these, and where one lives more finely than the next higher area.
_DROPPED = frozenset({"household_size", "income_band", "place_name", "region_code", "postal_code"})
_CURRENT, _COUNT = "is_current", "n_members"
_NUMBERS = ("double", "float", "decimal")


def stored(table: Table) -> str:
    """The name under which the server alone knows the table."""
    return f"{STORED}.{table.name.replace('.', '__')}"


def view(table: Table, areas: bool) -> str | None:
    """The SELECT over the stored table that analysts read in its place; None where nothing is to be hidden.

    `areas`: whether there are areas, so that the next higher one of an area is known.
    """
    if not any(_is_special(field, table) for field in table.fields):
        return None
    traits = _traits(table)
    shown = [one for field in table.fields for one in _shown(field, table)]
    if not traits:
        return f"SELECT {', '.join(shown)} FROM {stored(table)} s"
    known = f"LEFT JOIN {STORED}.silver__areas a ON a.area_id = s.area_id" if AREA in traits and areas else ""
    area = "a.parent_area_id" if known else "CAST(NULL AS STRING)"
    coarse = ", ".join(f"{area if name == AREA else f's.{name}'} AS _{name}" for name in traits)
    cell = ", ".join(f"_{name}" for name in traits)
    same = " AND ".join(f"c._{name} <=> k._{name}" for name in traits)
    person = _people(table)[0]
    # Of those who are hidden there are none, or enough: else the last of them would stand out.
    return (
        f"WITH c AS (SELECT s.*, {coarse}, {_latest(table)} AS _latest FROM {stored(table)} s {known}), "
        f"n AS (SELECT {cell}, count(DISTINCT {person}) AS _n FROM c WHERE _latest GROUP BY {cell}), "
        f"k AS (SELECT *, coalesce(sum(_n) OVER "
        f"(ORDER BY _n, {cell} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS _smaller FROM n) "
        f"SELECT {', '.join(shown)} FROM c LEFT JOIN k "
        f"ON c._latest AND {same} AND k._n >= {FEWEST} AND (k._smaller = 0 OR k._smaller >= {FEWEST})"
    )


def columns(table: Table) -> str:
    """The view's columns with their comments, as a statement that creates it names them."""
    return ", ".join(f"`{name}` COMMENT {quoted(doc)}" for name, doc in told(table).items())


def told(table: Table) -> dict[str, str]:
    """The view's columns, each with its comment."""
    return dict(one for field in table.fields for one in _named(field, table))


def _named(field: Field, table: Table) -> list[tuple[str, str]]:
    if field.pii == "text":
        return [(_length(field), f"Length of: {field.doc}")]
    if field.name in _traits(table):
        told = "Next higher area of: " if field.name == AREA else ""
        return [(field.name, f"{told}{field.doc}; null where fewer than {FEWEST} members share it, and of past days")]
    if _is_rounded(field, table):
        return [(field.name, f"{field.doc}; null where fewer than {FEWEST} members live there")]
    return [] if _is_hidden(field, table) else [(field.name, field.doc)]


def _shown(field: Field, table: Table) -> list[str]:
    if field.pii == "text":
        return [f"{'size' if _is_list(field) else 'length'}(`{field.name}`) AS `{_length(field)}`"]
    if field.name in _traits(table):
        return [f"IF(k._n IS NULL, NULL, c._{field.name}) AS `{field.name}`"]
    if _is_rounded(field, table):
        return [f"IF({_is_shared(table)}, {_digits(field)}, NULL) AS `{field.name}`"]
    return [] if _is_hidden(field, table) else [f"{'c' if _traits(table) else 's'}.`{field.name}`"]


def _latest(table: Table) -> str:
    """Whether a row tells of the latest day: who was seen in several cells in turn is one of few who were."""
    if _CURRENT in table.columns:
        return f"s.{_CURRENT}"
    if isinstance(table.load, Snapshots):
        [day] = table.load.by
        return f"s.{day} = (SELECT max({day}) FROM {stored(table)})"
    return "true"


def _is_shared(table: Table) -> str:
    """Whether enough members live in each of the areas, or bought in each of the quarters, that a row tells of."""
    return " AND ".join(f"s.`{name}` >= {FEWEST}" for name in table.columns if name.endswith(_COUNT))


def _digits(field: Field) -> str:
    """A figure in three digits; a count as it is."""
    if not field.type.startswith(_NUMBERS):
        return f"s.`{field.name}`"
    return f"CAST(try_cast(format_string('%.2e', CAST(s.`{field.name}` AS DOUBLE)) AS DOUBLE) AS {field.type})"


def _is_list(field: Field) -> bool:
    return field.type.startswith("array<")


def _length(field: Field) -> str:
    return f"n_{field.name}" if _is_list(field) else f"{field.name}_characters"


def _is_special(field: Field, table: Table) -> bool:
    return _is_hidden(field, table) or _is_rounded(field, table) or field.name in _traits(table)


def _is_rounded(field: Field, table: Table) -> bool:
    """Whether it is an area's figure that few members may have made."""
    counted = any(name.endswith(_COUNT) for name in table.columns)
    return field.home and not _people(table) and counted and field.type.startswith((*_NUMBERS, "bigint"))


def _is_hidden(field: Field, table: Table) -> bool:
    people, kinds = _people(table), {one.pii for one in table.fields}
    if field.name == SOURCE.name or field.pii == "text" or field.type == CELL:
        return True
    if field.pii == "pseudonym" and "thing" in kinds:
        return True
    stated = bool(people) and field.name in (*_DROPPED, *TRAITS)
    return (stated or field.home) and field.name not in _traits(table) and not _is_rounded(field, table)


def _people(table: Table) -> list[str]:
    return [field.name for field in table.fields if field.pii == "pseudonym"]


def _traits(table: Table) -> tuple[str, ...]:
    """Columns that are shown where enough members share them. A table that has a part of them alone would tell that of
    members whose whole is hidden in another."""
    named = tuple(field.name for field in table.fields if field.name in TRAITS and not field.home)
    return named if _people(table) and (named == TRAITS or "thing" in {one.pii for one in table.fields}) else ()
