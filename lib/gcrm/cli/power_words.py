"""Figures of purchasing power as sentences tell them, and the newest row that a table has of a thing."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gcrm.cli.explanation import quoted

if TYPE_CHECKING:
    from gcrm.cli.looking import AnyLooks

Row = Mapping[str, Any]


def newest(looks: "AnyLooks", table: str, key: str, value: str, more: str = "") -> Row | None:
    """The row of the newest day where column `key` is `value`, and the condition `more` holds; None where none is."""
    day = "as_of = (SELECT max(as_of) FROM t)"
    rows = looks.query(f"SELECT * FROM t WHERE {day} AND {key} = {quoted(value)}{more}", {"t": table}).rows
    return rows[0] if rows else None


def interval(row: Row) -> str:
    """From one amount to another, as an estimate has them."""
    return f"{money(row['power_p10'])} to {money(row['power_p90'])}"


def money(value: float) -> str:
    """
    >>> money(1234.5), money(3.217)
    ('1,234', '3.22')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
