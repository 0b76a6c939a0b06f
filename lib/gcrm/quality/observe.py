"""What is counted of a stored table in one statement: repeated keys, values that name nothing, rows, the newest day.

The answer is one row of plain numbers, so Great Expectations need not ask Spark a question for each expectation (ten of
them took 21 jobs and 5 s). A small table on a local disk is read without Spark, where a statement takes milliseconds
instead of a plan. A large one is read by Spark, and only what the run changed where it read news alone: rows that stood
there before were judged when they came.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gcrm.core.contracts.table import References, Rows, Snapshots, Table, Unique
from gcrm.core.storage.folders import local_path
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.looks import Looks, UnreadableTableError

MOST_ROWS = 500_000  # that are looked at without Spark: what is held of them must fit beside a driver


@dataclass(frozen=True)
class Question:
    """What is asked of a table. `day`: its column whose newest value up to `until` is asked for. `of_days`: of a table
    with snapshots, those that keys and references are asked of."""

    table: Table
    unique: tuple[Unique, ...] = ()
    found: tuple[References, ...] = ()
    rows: tuple[Rows, ...] = ()
    day: str = ""
    until: date | None = None
    of_days: tuple[date, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is asked."""
        return not (self.unique or self.found or self.rows or self.day)


def observed(question: Question, lake: Lakehouse, news: tuple[int, int] | None) -> dict[str, Any]:
    """The answers, by names: `repeats_0`, `given_0` and `lost_0`, ..., `rows`, `newest`.

    `news`: the versions after and up to which the table's changes are looked at, where they alone are.
    """
    others = {f"r{i}": check.table for i, check in enumerate(question.found)}
    names = {"t": question.table, **others}
    root, vault = local_path(lake.root), local_path(lake.vault)
    if root and vault:
        looks, wanted = Looks(root, vault), {name: table.name for name, table in names.items()}
        try:
            there = looks.names()
            if all(name in there and looks.size(name) <= MOST_ROWS for name in wanted.values()):
                return looks.query(statement(question, '"'), wanted).rows[0]
        except UnreadableTableError:
            pass  # Spark perhaps can read it
    return _by_spark(question, lake, news, others)


def _by_spark(
    question: Question, lake: Lakehouse, news: tuple[int, int] | None, others: Mapping[str, Table]
) -> dict[str, Any]:
    table = question.table
    whole = lake.read(table)
    whole.createOrReplaceTempView("whole_t")
    if news:
        changed = lake.changes(table, *news).filter("_change_type IN ('insert', 'update_postimage')")
        changed.createOrReplaceTempView("t")
    else:
        whole.createOrReplaceTempView("t")
    for name, other in others.items():
        # In a table that is not there yet nothing is found.
        (lake.read(other) if lake.exists(other) else lake.empty(other)).createOrReplaceTempView(name)
    row = lake.spark.sql(statement(question, "`", "whole_t")).first()
    return row.asDict() if row else {}


def statement(question: Question, quote: str, whole: str = "t") -> str:
    """One SELECT of one row over `t` and, for references `r0`, `r1`, ...; `whole`: the table, where `t` is its news.

    >>> print(statement(Question(Table("silver.areas", "", ()), rows=(Rows(),)), '"'))
    SELECT * FROM (SELECT count(*) AS rows FROM t) AS q0
    """

    def named(name: str) -> str:
        return f"{quote}{name}{quote}"

    load, rows = question.table.load, "t"
    if isinstance(load, Snapshots) and question.of_days:
        days = ", ".join(f"DATE '{day}'" for day in question.of_days)
        rows = f"(SELECT * FROM t WHERE {named(load.by[0])} IN ({days})) AS of_days"
    asked = [_repeats(rows, i, [named(f) for f in check.fields]) for i, check in enumerate(question.unique)]
    asked += [_lost(rows, i, named(check.field), named(check.column)) for i, check in enumerate(question.found)]
    if question.rows:
        asked.append(f"SELECT count(*) AS rows FROM {whole}")
    if question.day:
        day = f"CAST({named(question.day)} AS DATE)"
        until = f" WHERE {day} <= DATE '{question.until}'" if question.until else ""
        asked.append(f"SELECT max({day}) AS newest FROM {whole}{until}")
    return "SELECT * FROM " + " CROSS JOIN ".join(f"({one}) AS q{i}" for i, one in enumerate(asked))


def _repeats(rows: str, i: int, fields: list[str]) -> str:
    counts = f"SELECT count(*) AS n FROM {rows} GROUP BY {', '.join(fields)}"
    return f"SELECT coalesce(sum(n - 1), 0) AS repeats_{i} FROM ({counts}) AS counted"


def _lost(rows: str, i: int, field: str, column: str) -> str:
    # First a row a value, so that many rows are not joined.
    values = f"SELECT {field} AS v, count(*) AS n FROM {rows} WHERE {field} IS NOT NULL GROUP BY {field}"
    there = f"SELECT DISTINCT {column} AS k FROM r{i}"
    return (
        f"SELECT coalesce(sum(n), 0) AS given_{i}, coalesce(sum(CASE WHEN k IS NULL THEN n ELSE 0 END), 0) AS lost_{i} "
        f"FROM ({values}) AS named LEFT JOIN ({there}) AS there ON v = k"
    )
