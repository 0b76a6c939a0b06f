"""A feed's SELECTs as Spark understands them, asked over tables without rows: arguments, types, columns."""

import dataclasses
import re

import sqlglot
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from sqlglot import exp

from gcrm.bronze import select
from gcrm.bronze.feed import Feed
from gcrm.bronze.sql_lines import line, line_of, naming
from gcrm.core.contracts.table import SOURCE, Raw
from gcrm.core.errors import MistakesError
from gcrm.core.frames import small

_PLACE = re.compile(r"\(?line (\d+),? pos (\d+)\)?")
_CLASS = re.compile(r"^\s*\[([A-Z_.]+)\]\s*")


def mistakes(spark: SparkSession, feed: Feed, raws: dict[str, Raw]) -> list[str]:
    """What Spark would refuse in the SELECTs of a feed that `select.mistakes` finds nothing in: one sentence each, with
    file, line and column."""
    empty = {file: small(spark, _schema(feed, file)) for file in feed.spec.files}
    return [problem for name in feed.sql for problem in _of_select(name, feed, raws[name], empty)]


def _schema(feed: Feed, file: str) -> str:
    return ", ".join(f"`{field.name}` {field.type}" for field in feed.table(file).fields)


def _of_select(name: str, feed: Feed, raw: Raw, empty: dict[str, DataFrame]) -> list[str]:
    where = f"{feed.where}/{name}.sql"
    try:
        rows = select.as_written(name, feed, {file: empty[file] for file in select.files_of(feed.sql[name])})
    except MistakesError as error:
        return list(error.problems)
    except PySparkException as error:
        # What Spark finds while it reckons constants, such as a type that is too wide, has no place.
        place = _place(error) or f":{_line(name, feed, empty)}"
        return [f"{where}{place}: {_sentence(error)}"]
    return [*_names(rows, raw, where), *_types(rows, raw, where, feed.sql[name])]


def _line(name: str, feed: Feed, empty: dict[str, DataFrame]) -> int:
    """The line of the first column that Spark refuses where it is asked for alone."""
    columns = naming(sqlglot.parse_one(feed.sql[name], dialect="spark"))
    for n, column in enumerate(columns):
        tree = sqlglot.parse_one(feed.sql[name], dialect="spark")
        own = naming(tree)
        if not own or not isinstance(tree, exp.Select) or tree.args.get("group"):
            break
        tree.set("expressions", [own[n]])
        alone = dataclasses.replace(feed, sql={name: tree.sql(dialect="spark")})
        try:
            select.as_written(name, alone, {file: empty[file] for file in select.files_of(alone.sql[name])})
        except PySparkException:
            return line(column)
    return 1


def _names(rows: DataFrame, raw: Raw, where: str) -> list[str]:
    """Columns that a star brought along, or did not: only Spark knows what it stands for."""
    wanted, given = [*raw.columns, SOURCE.name], rows.columns
    lacks, strange = sorted(set(wanted) - set(given)), sorted(set(given) - set(wanted))
    twice = sorted({column for column in given if given.count(column) > 1})
    told = (("lacks", lacks), ("yields the unknown", strange), ("yields twice the", twice))
    return [
        f"{where}: {kind} column {', '.join(names)}; wanted: {', '.join(raw.columns)}, _source."
        for kind, names in told
        if names
    ]


def _types(rows: DataFrame, raw: Raw, where: str, sql: str) -> list[str]:
    """Columns that can never become the contract's type, each with its line."""
    kinds = dict(rows.dtypes)
    found = []
    for field in raw.fields:
        if rows.columns.count(field.name) == 1 and not _fits(rows, field.name, field.type):
            line = line_of(sql, field.name)
            found.append(f"{where}:{line}: {field.name} is of type {kinds[field.name]}, which is no {field.type}.")
    if SOURCE.name in kinds and kinds[SOURCE.name] != SOURCE.type:
        found.append(f"{where}:{line_of(sql, SOURCE.name)}: _source must be passed on as the file has it.")
    return found


def _fits(rows: DataFrame, name: str, kind: str) -> bool:
    try:
        rows.select(F.col(name).try_cast(kind))
    except PySparkException:
        return False
    return True


def _place(error: PySparkException) -> str:
    found = _PLACE.search(str(error))
    return f":{found[1]}:{int(found[2]) + 1}" if found else ""


def _sentence(error: PySparkException) -> str:
    """Spark's own words without its class, its plan and its place."""
    said = _CLASS.sub("", str(error).strip()).partition(" SQLSTATE:")[0]
    said = " ".join(said.partition("\n== SQL")[0].split()).replace("`", "'")
    return said if said.endswith((".", "?")) else f"{said}."
