"""Which groups did the news touch: the rows that an incremental step reads, and no others."""

from collections.abc import Mapping
from datetime import date
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.lakehouse import Lakehouse
from gcrm.core.step import Input, Lookup, News
from gcrm.core.table import Table

Versions = Mapping[str, int]


def groups(
    lake: Lakehouse, inputs: Mapping[str, Input], by: tuple[str, ...], since: Versions, now: Versions
) -> DataFrame:
    """Distinct values of `by` that a change of any news or lookup input between the versions touches.

    A changed lookup row touches the groups of the news rows that refer to it, so late and corrected reference data are
    exact too; it costs a scan of two columns of those news tables, and only when the lookup changed.
    """
    news = [given.table for given in inputs.values() if isinstance(given, News)]
    found: list[DataFrame] = []
    for given in inputs.values():
        if not isinstance(given, News | Lookup) or now[given.table.name] <= since[given.table.name]:
            continue
        changed = lake.changes(given.table, since[given.table.name], now[given.table.name])
        if isinstance(given, News):
            found.append(changed.select(*by))
            continue
        keys = changed.select(given.on).distinct()
        for table in news:
            if given.on in table.columns:
                found.append(restrict(lake.read(table, now[table.name]), keys, (given.on,)).select(*by))
    if not found:
        return lake.empty(news[0]).select(*by)
    return reduce(DataFrame.unionByName, found).distinct()


def restrict(frame: DataFrame, touched: DataFrame, by: tuple[str, ...]) -> DataFrame:
    """The rows of `frame` that lie in a touched group; null is a group like any other."""
    renamed = touched.select(*[F.col(name).alias(f"_touched_{name}") for name in by])
    same = reduce(Column.__and__, [F.col(name).eqNullSafe(F.col(f"_touched_{name}")) for name in by])
    return frame.join(renamed, same, "left_semi")


def span(touched: DataFrame, table: Table, by: tuple[str, ...]) -> tuple[str, date, date] | None:
    """The first date column of `by` with its smallest and largest touched value: a literal that prunes files."""
    dates = [name for name in by if table.field(name).type == "date"]
    if not dates:
        return None
    row = touched.agg(F.min(dates[0]).alias("low"), F.max(dates[0]).alias("high")).first()
    return (dates[0], row["low"], row["high"]) if row and row["low"] is not None else None


def within(limits: tuple[str, date, date] | None, prefix: str = "") -> str:
    """The literal predicate for `span`; empty where there is none.

    >>> within(("month", date(2018, 1, 1), date(2018, 2, 1)), "t.")
    "t.month BETWEEN date'2018-01-01' AND date'2018-02-01'"
    """
    return f"{prefix}{limits[0]} BETWEEN date'{limits[1]}' AND date'{limits[2]}'" if limits else ""
