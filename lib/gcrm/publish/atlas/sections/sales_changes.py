"""Sales by partner, area and quarter: where they moved most against the same partner's other areas."""

from collections.abc import Sequence
from typing import Any

from gcrm.publish import classes
from gcrm.publish.atlas import words
from gcrm.publish.atlas.listing import listed
from gcrm.publish.atlas.look import Look, Row
from gcrm.publish.atlas.section import Section
from gcrm.publish.sales_changes import PUBLISHED_SALES_CHANGES

_MONTHS = 3
_Z = 3.0  # standard errors; of some hundred cells hardly one is that far off by chance
_RATES = ("change_rate", "change_rate_p10", "change_rate_p90", "elsewhere_change_rate", "relative_change", "sales_z")
_COLUMNS = ("partner_name", "area_name", "quarter", "n_members", *_RATES)


def findings(look: Look) -> list[str]:
    """The partner, area and quarter that lost most against elsewhere, where that is hardly an accident."""
    row = _most_fallen(look.rows(PUBLISHED_SALES_CHANGES))
    return [finding(row)] if row else []


def _most_fallen(rows: Sequence[Row]) -> Row | None:
    fallen = [row for row in rows if _below(row["sales_z"], -_Z) and _below(row["relative_change"], 0)]
    key = ("sales_z", *PUBLISHED_SALES_CHANGES.key)
    return min(fallen, key=lambda row: tuple(row[name] for name in key), default=None)


def _below(value: float | None, limit: float) -> bool:
    return value is not None and value < limit


def finding(row: Row) -> str:
    """
    >>> from datetime import date
    >>> finding({"partner_name": "Bean", "area_name": "Lorem", "quarter": date(2025, 7, 1), "change_rate": -0.3,
    ...          "elsewhere_change_rate": 0.05, "n_members": 100})
    'Sales of Bean to members in Lorem fell by 30% in quarter 3 of 2025; elsewhere they rose by 5% (100 to 149 buyers)'
    """
    quarter = f"quarter {(row['quarter'].month - 1) // _MONTHS + 1} of {row['quarter'].year}"
    here, there = _moved(row["change_rate"]), _moved(row["elsewhere_change_rate"])
    who = f"Sales of {row['partner_name']} to members in {row['area_name']}"
    return f"{who} {here} in {quarter}; elsewhere they {there} ({classes.told(row['n_members'])} buyers)"


def _moved(rate: float) -> str:
    return f"{'fell' if rate < 0 else 'rose'} by {abs(rate):.0%}"


def headline(rows: Sequence[Row]) -> str:
    """The strongest fall; where there is none, how much was looked at."""
    row = _most_fallen(rows)
    compared = words.counted(len(rows), "change")
    return finding(row) if row else f"{compared} of sales by partner, area and quarter, and no fall beyond chance"


def _strongest_first(row: Row) -> Any:
    z = row["sales_z"]
    return (z is None, -abs(z or 0.0), *(str(row[name]) for name in PUBLISHED_SALES_CHANGES.key))


SECTION = Section(
    name="sales_changes",
    title="Sales",
    about="Sales against elsewhere",
    order=40,
    home=__name__,
    tables=(PUBLISHED_SALES_CHANGES,),
    show=listed(PUBLISHED_SALES_CHANGES, headline, _COLUMNS, _strongest_first),
    findings=findings,
    empty="no member's area and quarter can yet be compared with the quarter before",
    words={
        "en": {
            "note": (
                "What members who live in an area spent at a partner in a quarter, against the quarter before, beside "
                "the same of the other areas that are shown. P10 to P90 holds the rate in four of five cases. Sales z "
                "tells how far sales moved against elsewhere, in standard errors; the farthest come first."
            )
        }
    },
    own_page=True,
)
