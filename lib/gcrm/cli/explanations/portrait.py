"""The portrait of a segment, rolled up: what sets it apart most, and of a trait that has parts, which of them does."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gcrm.cli.explanation import Explanation, quoted

if TYPE_CHECKING:
    from gcrm.cli.looking import AnyLooks

Row = Mapping[str, Any]
_PORTRAITS = "marts.portraits"
_MOST, _PARTS = 8, 3


def tell(looks: "AnyLooks", key: str) -> list[str]:
    """`key`: the number of a segment, and behind a slash a trait whose parts are told, such as 3/region: SP."""
    number, _, trait = key.partition("/")
    if not number.strip().isdigit():
        return []
    sql = f"SELECT * FROM t WHERE segment = {int(number)} AND as_of = (SELECT max(as_of) FROM t)"
    rows = [row for row in looks.query(sql, {"t": _PORTRAITS}).rows if row["index"] is not None]
    return said(rows, trait.strip()) if rows else []


def said(rows: Sequence[Row], trait: str = "") -> list[str]:
    """Sentences about the rows of one segment: of all of them, or of the parts of a trait, that which separates best
    first."""
    name, size = rows[0]["segment_name"], rows[0]["n_members"]
    if trait:
        parts = _best([row for row in rows if row["within"] == trait])
        wider = sorted({row["within"] for row in rows if row["within"]})
        none = f"{trait} has no parts; {', '.join(map(quoted, wider)) or 'no trait'} has."
        return [f"{trait}, in parts:", *map(_told, parts)] if parts else [none]
    told = [f'"{name}", {size:,} members. What sets it apart most:']
    for row in _best([row for row in rows if row["within"] is None])[:_MOST]:
        parts = _best([one for one in rows if one["within"] == row["feature"]])[:_PARTS]
        of = f"; of its parts most {', '.join(map(_short, parts))}" if parts else ""
        told.append(f"{_told(row)}{of}.")
    return told


def _best(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-(row["separation"] or 0.0), row["feature"]))


def _told(row: Row) -> str:
    form = ".0%" if row["kind"] else ",.4g"
    value = f"{row['value']:{form}} against {row['base']:{form}}"
    interval = f" ({row['index_low']:.0f} to {row['index_high']:.0f})" if row["index_low"] is not None else ""
    words = f": {row['says']}" if row["says"] else ""
    return f"{row['feature'].replace('_', ' ')}, {value}, index {row['index']:.0f}{interval}{words}"


def _short(row: Row) -> str:
    return f"{row['feature'].partition(': ')[2]} (index {row['index']:.0f})"


EXPLANATION = Explanation("segment", "Portrait", 10, (_PORTRAITS,), tell)
