"""What a MERGE by key compares, in Delta's words: `t` is the table that is written, `s` the rows that come."""

from gcrm.core.contracts.table import SOURCE, Field, Table


def same(table: Table) -> str:
    """Whether two rows are of one key."""
    return " AND ".join(f"t.`{name}` = s.`{name}`" for name in table.key)


def differs(table: Table) -> str:
    """Whether two rows of one key say different things.

    Where a row came from is compared too: it decides which of two deliveries of a key is the later.
    """
    return " OR ".join(_differ(field) for field in table.fields if field.name not in table.key) or "false"


def later(table: Table) -> str:
    """Whether the row that comes was delivered no earlier; true where the table does not know where rows came from."""
    return f"s.{SOURCE.name} >= t.{SOURCE.name}" if SOURCE.name in table.columns else "true"


def _differ(field: Field) -> str:
    """
    >>> _differ(Field("amount", "int", "Paid")), _differ(Field("names", "map<string,int>", "Names"))
    ('NOT (t.`amount` <=> s.`amount`)', 'NOT (to_json(t.`names`) <=> to_json(s.`names`))')
    """
    one, other = f"t.`{field.name}`", f"s.`{field.name}`"
    # Maps cannot be compared; their text can.
    return f"NOT (to_json({one}) <=> to_json({other}))" if field.type.startswith("map") else f"NOT ({one} <=> {other})"
