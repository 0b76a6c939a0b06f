"""A frame as files: which row lies in which file, and how it is written."""

from collections.abc import Mapping, Sequence
from typing import Literal

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.columns import date
from gcrm.simulate.files.writer import Style
from gcrm.simulate.scene import Scene

Delivery = tuple[DataFrame, Style]
# Rows beyond which a day's file of a stream is delivered in several, by members.
_ROWS_A_FILE = 500_000


def sheet(
    frame: DataFrame,
    path: Column,
    columns: Mapping[str, Column],
    order: Sequence[str],
    kind: Literal["csv", "jsonl"] = "csv",
    tasks: int = 2,
) -> Delivery:
    """What the writer takes of a frame without defects: `columns` in each file, its rows by `order`."""
    struct = F.struct(*(column.alias(name) for name, column in columns.items()))
    record = (
        F.to_csv(struct, {"nullValue": "", "emptyValue": ""})
        if kind == "csv"
        else F.to_json(struct, {"ignoreNullFields": "false"})
    )
    rows = frame.select(path.alias("path"), record.alias("record"), *(F.col(name).alias(f"_{name}") for name in order))
    ordered = rows.repartition(tasks, "path").sortWithinPartitions("path", *(f"_{name}" for name in order))
    plain = ordered.select(
        "path",
        "record",
        F.lit(0).alias("variant"),
        F.lit(0).alias("fate"),
        *(
            F.lit(None).cast(kind_).alias(name)
            for name, kind_ in (("receipt", "string"), ("line", "int"), ("kind", "string"))
        ),
    )
    headers = (",".join(columns),) if kind == "csv" else ()
    return plain, Style(headers=headers)


def due(frame: DataFrame, from_day: int, end_day: int) -> DataFrame:
    """Rows whose `delivery` lies in the range."""
    return frame.filter((F.col("delivery") >= from_day) & (F.col("delivery") < end_day))


def weekly(folder: str, scene: Scene, suffix: str = ".csv") -> Column:
    """The path of a row's file below `folder`, by its `delivery`, and by `member` where a file would grow too long."""
    parts = max(1, scene.n_members // _ROWS_A_FILE)
    part = F.format_string("-%03d", F.pmod(F.col("member"), F.lit(parts))) if parts > 1 else F.lit("")
    return F.concat(F.lit(f"{folder}/"), date(scene, F.col("delivery")), part, F.lit(suffix))
