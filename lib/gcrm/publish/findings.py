"""The most interesting things that a run found, in sentences with their figures: only of what is published."""

from collections.abc import Mapping, Sequence
from typing import Any

from pyspark.sql import functions as F

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.publish.area_power import PUBLISHED_AREA_POWER
from gcrm.publish.atlas import areas, arrivals, pages, segments
from gcrm.publish.portraits import PUBLISHED_PORTRAITS
from gcrm.publish.sales_changes import PUBLISHED_SALES_CHANGES

Row = Mapping[str, Any]
_MONTHS = 3
_Z = 3.0  # standard errors; of some hundred cells hardly one is that far off by chance


def found(lake: Lakehouse, coalition: str, currency: str) -> list[str]:
    """At most five sentences; what has no table, or nothing to say, has none."""
    powers, portraits = (pages.rows(lake, table) or [] for table in (PUBLISHED_AREA_POWER, PUBLISHED_PORTRAITS))
    arrived = arrivals.collect(lake, coalition)
    return [*_areas(powers, currency), *_segments(portraits), *_sales(_fallen(lake)), *_arrived(arrived)]


def _areas(rows: Sequence[Row], currency: str) -> list[str]:
    if not rows:
        return []
    level = max({row["level"] for row in rows}, key=lambda name: sum(row["level"] == name for row in rows))
    mine = [row for row in rows if row["level"] == level]
    return [f"{areas.finding(level, mine, currency)}.", f"{areas.table_finding(level, mine, currency)}."]


def _segments(rows: Sequence[Row]) -> list[str]:
    return [f"{segments.finding(segments.cards(rows))}."] if rows else []


def _fallen(lake: Lakehouse) -> Row | None:
    """The partner, area and quarter that lost most buyers against elsewhere, where that is hardly an accident."""
    if not lake.exists(PUBLISHED_SALES_CHANGES):
        return None
    shown = lake.read(PUBLISHED_SALES_CHANGES).filter((F.col("buyers_z") < -_Z) & (F.col("relative_change") < 0))
    row = shown.orderBy("buyers_z", "partner_id", "area_id", "quarter").first()
    return row.asDict() if row else None


def _sales(row: Row | None) -> list[str]:
    """
    >>> from datetime import date
    >>> _sales({"partner_name": "Bean", "area_name": "Lorem", "quarter": date(2025, 7, 1), "change_rate": -0.3,
    ...         "elsewhere_change_rate": 0.05, "n_members": 120})
    ['Sales of Bean to members in Lorem fell by 30% in quarter 3 of 2025; elsewhere they rose by 5% (120 buyers).']
    """
    if row is None:
        return []
    quarter = f"quarter {(row['quarter'].month - 1) // _MONTHS + 1} of {row['quarter'].year}"
    here, there = _moved(row["change_rate"]), _moved(row["elsewhere_change_rate"])
    who = f"Sales of {row['partner_name']} to members in {row['area_name']}"
    return [f"{who} {here} in {quarter}; elsewhere they {there} ({row['n_members']:,} buyers)."]


def _moved(rate: float) -> str:
    return f"{'fell' if rate < 0 else 'rose'} by {abs(rate):.0%}"


def _arrived(arrived: arrivals.Arrivals) -> list[str]:
    return [f"{arrived.finding}."] if arrived.feeds else []
