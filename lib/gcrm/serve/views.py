"""What an analyst sees of a table: no place in the landing, no text that somebody wrote, and of what members state only
what enough of them share.

Lines of files and receipts undo pseudonyms for whoever delivered them, also by second, store and amount; so a line or a
post names no member. Area, age, sex and household together name most members of any programme.
"""

from gcrm.core.contracts.table import SOURCE, Field, Table
from gcrm.core.storage.ddl import quoted

STORED = "_stored"  # the schema of tables as they are, which no statement may name
FEWEST = 10  # members who share what is shown of them
AREA, SHARED = "area_id", ("age_band", "sex")
# What a member states beside these, and where one lives more finely than the next higher area.
_DROPPED = frozenset({"household_size", "income_band", "place_name", "region_code", "postal_code"})


def stored(table: Table) -> str:
    """The name under which the server alone knows the table."""
    return f"{STORED}.{table.name.replace('.', '__')}"


def view(table: Table, areas: bool) -> str | None:
    """The SELECT over the stored table that analysts read in its place; None where nothing is to be hidden.

    `areas`: whether there are areas, so that the next higher one of an area is known.
    """
    if not any(_is_hidden(field, table) for field in table.fields):
        return None
    traits = _traits(table)
    shown = [one for field in table.fields for one in _shown(field, table, traits)]
    if not traits:
        return f"SELECT {', '.join(shown)} FROM {stored(table)} s"
    known = f"LEFT JOIN {STORED}.silver__areas a ON a.area_id = s.area_id" if AREA in traits and areas else ""
    area = "a.parent_area_id" if known else "CAST(NULL AS STRING)"
    coarse = ", ".join(f"{area if name == AREA else f's.{name}'} AS _{name}" for name in traits)
    cell = ", ".join(f"_{name}" for name in traits)
    same = " AND ".join(f"c._{name} <=> k._{name}" for name in traits)
    person = next(field.name for field in table.fields if field.pii == "pseudonym")
    # Of those who are hidden there are none, or enough: else the last of them would stand out.
    return (
        f"WITH c AS (SELECT s.*, {coarse} FROM {stored(table)} s {known}), "
        f"n AS (SELECT {cell}, count(DISTINCT {person}) AS _n FROM c GROUP BY {cell}), "
        f"k AS (SELECT *, coalesce(sum(_n) OVER "
        f"(ORDER BY _n, {cell} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS _smaller FROM n) "
        f"SELECT {', '.join(shown)} FROM c LEFT JOIN k "
        f"ON {same} AND k._n >= {FEWEST} AND (k._smaller = 0 OR k._smaller >= {FEWEST})"
    )


def columns(table: Table) -> str:
    """The names and comments of the view's columns."""
    return ", ".join(f"`{name}` COMMENT {quoted(doc)}" for field in table.fields for name, doc in _named(field, table))


def _named(field: Field, table: Table) -> list[tuple[str, str]]:
    if field.pii == "text":
        return [(_length(field), f"Length of: {field.doc}")]
    if field.name in _traits(table):
        told = "Next higher area of: " if field.name == AREA else ""
        return [(field.name, f"{told}{field.doc}; null where fewer than {FEWEST} members share it")]
    return [] if _is_hidden(field, table) else [(field.name, field.doc)]


def _shown(field: Field, table: Table, traits: tuple[str, ...]) -> list[str]:
    if field.pii == "text":
        return [f"{'size' if _is_list(field) else 'length'}(`{field.name}`) AS `{_length(field)}`"]
    if field.name in traits:
        return [f"IF(k._n IS NULL, NULL, c._{field.name}) AS `{field.name}`"]
    return [] if _is_hidden(field, table) else [f"{'c' if traits else 's'}.`{field.name}`"]


def _is_list(field: Field) -> bool:
    return field.type.startswith("array<")


def _length(field: Field) -> str:
    return f"n_{field.name}" if _is_list(field) else f"{field.name}_characters"


def _is_hidden(field: Field, table: Table) -> bool:
    kinds = {one.pii for one in table.fields}
    told = field.name in (*_DROPPED, AREA, *SHARED)
    if field.pii == "pseudonym" and "thing" in kinds:
        return True
    return field.name == SOURCE.name or field.pii == "text" or ("pseudonym" in kinds and told)


def _traits(table: Table) -> tuple[str, ...]:
    """Columns that are shown where enough members share them."""
    if not any(field.pii == "pseudonym" for field in table.fields):
        return ()
    return tuple(name for name in (AREA, *SHARED) if name in table.columns)
