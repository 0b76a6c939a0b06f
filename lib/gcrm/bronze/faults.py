"""What failed in a row's SELECT, beside what could not be read of it."""

from collections.abc import Iterable

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.bronze.guard import FAULTS
from gcrm.core.contracts.causes import COMPUTED
from gcrm.core.contracts.table import Field
from gcrm.core.running.quality import UNREADABLE


def with_faults(rows: DataFrame, fields: Iterable[Field]) -> DataFrame:
    """`rows` with the faults of `_faults` in `_unreadable`, each reason once; a frame without `_faults` as it is.

    The text on which a column of people failed is withheld; `fields` tell which are such.
    """
    if FAULTS not in rows.columns:
        return rows
    none = F.array().cast("array<struct<key:string,value:string>>")
    people = [F.lit(f"{field.name}_{COMPUTED}") for field in fields if field.pii]

    def shown(fault: Column) -> Column:
        withheld = F.substring_index(fault["key"], ":", 1).isin(people) if people else F.lit(False)
        text = F.when(withheld, F.lit("(withheld)")).otherwise(fault["value"])
        return F.struct(fault["key"].alias("key"), text.alias("value"))

    told = F.transform(F.coalesce(F.col(FAULTS), none), shown)
    every = F.concat(F.coalesce(F.map_entries(UNREADABLE), none), told)
    keys = F.transform(every, lambda pair: pair["key"])
    once = F.filter(every, lambda pair, place: F.array_position(keys, pair["key"]) == place + 1)
    return rows.withColumn(UNREADABLE, F.map_from_entries(once)).drop(FAULTS)
