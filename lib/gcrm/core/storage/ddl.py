"""A contract's columns as Spark SQL writes them."""

from gcrm.core.contracts.table import Table

CONSTRAINT = "delta.constraints."  # and a rule's name: a property of a stored table
KEY = "gcrm.key"  # property of a stored table, for who looks at it without its contract


def schema(table: Table) -> str:
    """The contract's columns as a Spark DDL string, without comments."""
    return ", ".join(f"`{field.name}` {field.type}" for field in table.fields)


def ddl(table: Table) -> str:
    """The contract's columns as they stand in CREATE TABLE: type, NOT NULL where it cannot be absent, comment."""
    return ", ".join(
        f"`{f.name}` {f.type}{' NOT NULL' if f.name in table.key else ''} COMMENT {quoted(f.doc)}" for f in table.fields
    )


def quoted(text: str) -> str:
    """A SQL literal of one line.

    >>> quoted("partner's id")
    "'partner\\\\'s id'"
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'"
