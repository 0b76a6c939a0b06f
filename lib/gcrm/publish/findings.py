"""The most interesting things that a run found, in sentences with their figures: only of what is published."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pyspark.sql import functions as F

from gcrm.core.lakehouse import Lakehouse
from gcrm.core.ledger import DELIVERIES, QUARANTINE
from gcrm.core.table import Table
from gcrm.publish.area_power import PUBLISHED_AREA_POWER
from gcrm.publish.atlas import areas, segments, words
from gcrm.publish.portraits import PUBLISHED_PORTRAITS
from gcrm.publish.sales_changes import PUBLISHED_SALES_CHANGES

Row = Mapping[str, Any]
_MONTHS = 3
_Z = 3.0  # standard errors; of some hundred cells hardly one is that far off by chance


def found(lake: Lakehouse, currency: str) -> list[str]:
    """At most five sentences; what has no table, or nothing to say, has none."""
    parts: list[Callable[[], list[str]]] = [
        lambda: _areas(_rows(lake, PUBLISHED_AREA_POWER), currency),
        lambda: _segments(_rows(lake, PUBLISHED_PORTRAITS)),
        lambda: _sales(_fallen(lake)),
        lambda: _refused(lake),
    ]
    return [sentence for part in parts for sentence in part()]


def _rows(lake: Lakehouse, table: Table) -> list[Row]:
    """All rows of a published table of areas or segments, which members cannot make longer."""
    return [row.asDict() for row in lake.read(table).collect()] if lake.exists(table) else []


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


def _refused(lake: Lakehouse) -> list[str]:
    """How much of what was delivered was refused, and what for."""
    if not (lake.exists(DELIVERIES) and lake.exists(QUARANTINE)):
        return []
    taken = lake.read(DELIVERIES).filter("status = 'taken'").agg(F.sum("rows_read").alias("n")).first()
    reasons = (
        lake.read(QUARANTINE).groupBy(F.col("failed")[0].alias("rule")).agg(F.count(F.lit(1)).alias("n")).collect()
    )
    n, most = sum(row["n"] for row in reasons), max(reasons, key=lambda row: (row["n"], row["rule"]), default=None)
    if taken is None or not taken["n"] or most is None:
        return []
    rule = f"{most['n']:,} of them by the rule '{words.label(most['rule'])}'"
    return [f"{n:,} of {taken['n']:,} delivered rows were refused, {rule}."]
