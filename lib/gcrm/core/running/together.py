"""What several past days see of a table that is made anew for each of them, made for all of them in one pass.

A step that replaces groups computes each group alone. So the groups of all days may stand in one frame, told apart by a
day before their key; one aggregate then makes what one a day would, and is planned and shuffled once.
"""

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import News, Step, arguments
from gcrm.core.contracts.table import ReplaceGroups, Table
from gcrm.core.running import quality
from gcrm.core.running.known import DAY, View

_SIGNS = len("2018-12-31|")


def made(views: Sequence[View], step: Step) -> dict[str, DataFrame]:
    """By name the tables among the step's inputs that several of the days make anew, each with a column `_day`."""
    past = [view for view in views if view.past]
    if len(past) < 2:
        return {}
    wanted = {table.name: table for table in step.tables.values() if past[0].makes(table)}
    keys = {name: key for name, table in wanted.items() if (key := _key(past[0].makers[name]))}
    return {name: _made(past, wanted[name], key) for name, key in keys.items()}


def _key(step: Step) -> str | None:
    """The text column by which all inputs tell their groups; None where they are not told by one."""
    table, load = step.output, step.output.load
    by = load.by if isinstance(load, ReplaceGroups) else ()
    grouped = all(isinstance(given, News) for given in step.inputs.values())
    return next((name for name in by if grouped and table.field(name).type == "string"), None)


def _made(views: Sequence[View], table: Table, key: str) -> DataFrame:
    step, frames = views[0].makers[table.name], [view.frames(views[0].makers[table.name]) for view in views]
    told = {
        name: reduce(
            DataFrame.unionByName,
            [frame[name].withColumn(key, _of(view, F.col(key))) for view, frame in zip(views, frames, strict=True)],
        )
        for name in step.inputs
    }
    built = step.build(**arguments(step, told, views[0].settings.get(table.name), None))
    good = quality.good(quality.judged(quality.match_columns(built, table), table)).filter(F.col(key).isNotNull())
    day, rest = F.substring(key, 1, _SIGNS - 1), F.substr(F.col(key), F.lit(_SIGNS + 1))
    return good.withColumn(DAY, F.to_date(day)).withColumn(key, rest)


def _of(view: View, key: Column) -> Column:
    """The key of a group on the view's day; none where the row is of no group."""
    return F.concat(F.lit(f"{view.day}|"), key)
