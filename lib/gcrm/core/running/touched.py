"""Which groups did the news touch: the rows that an incremental step reads, and no others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Input, Lookup, News
from gcrm.core.contracts.table import Table
from gcrm.core.storage.lakehouse import Lakehouse

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


@dataclass(frozen=True)
class Span:
    """From the smallest to the largest touched value of a date column, and whether null is touched as well."""

    column: str
    low: date
    high: date
    null: bool = False

    def sql(self, prefix: str = "") -> str:
        """The literal predicate, which lets Delta skip files.

        >>> Span("month", date(2018, 1, 1), date(2018, 2, 1)).sql("t.")
        "(t.month BETWEEN date'2018-01-01' AND date'2018-02-01')"
        """
        name = f"{prefix}{self.column}"
        null = f" OR {name} IS NULL" if self.null else ""
        return f"({name} BETWEEN date'{self.low}' AND date'{self.high}'{null})"


def span(touched: DataFrame, table: Table, by: tuple[str, ...]) -> Span | None:
    """The span of the first date column of `by`; None where there is no such column or no date is touched."""
    dates = [name for name in by if table.field(name).type == "date"]
    if not dates:
        return None
    day = F.col(dates[0])
    row = touched.agg(F.min(day).alias("low"), F.max(day).alias("high"), F.bool_or(day.isNull()).alias("null")).first()
    return Span(dates[0], **row.asDict()) if row and row["low"] is not None else None


def within(frame: DataFrame, limits: Span | None) -> DataFrame:
    """The rows that lie in the span, which may be read without the others."""
    return frame.filter(limits.sql()) if limits else frame
