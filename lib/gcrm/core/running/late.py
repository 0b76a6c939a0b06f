"""What came late: rows of a business day that were delivered after a run which knew that day or a later one.

The first such run could not know them, so a snapshot of that day, built now, may differ from the one built then: by the
members of these rows, and by no others.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.table import SOURCE, Table
from gcrm.core.frames import small
from gcrm.core.running.records import Delivery, Past

Taken = Mapping[tuple[str, int], datetime]  # by file and revision: when the run that took it began


def first_known(past: Iterable[Past], days: Iterable[date]) -> dict[date, datetime]:
    """For each day the beginning of the first run that knew it or a later one; days that no run knew are left out."""
    runs = [run for run in past if run.delivered_to is not None]
    known = {day: [run.started_at for run in runs if run.delivered_to and run.delivered_to >= day] for day in days}
    return {day: min(times) for day, times in known.items() if times}


def taken_at(deliveries: Iterable[Delivery], past: Iterable[Past]) -> dict[tuple[str, int], datetime]:
    """When each file was taken, by the run that took it."""
    began = {run.run_id: run.started_at for run in past}
    return {(d.file, d.revision): began[d.run_id] for d in deliveries if d.status == "taken" and d.run_id in began}


def counted(frame: DataFrame, table: Table, taken: Taken, cuts: Mapping[date, datetime]) -> dict[date, int]:
    """For each day of `cuts` the rows of the table, up to that day, that were taken after its time; one pass over the
    table, and none where no file was."""
    late = {file: at for file, at in taken.items() if any(at > cut for cut in cuts.values())}
    if not (late and table.day and SOURCE.name in table.columns):
        return {}
    files = small(frame.sparkSession, "_f string, _r int, _at timestamp", [(*file, at) for file, at in late.items()])
    place = F.struct(F.col(SOURCE.name)["file"], F.col(SOURCE.name)["revision"])
    joined = frame.select(place.alias("_place"), table.day).join(
        F.broadcast(files), F.col("_place") == F.struct("_f", "_r")
    )
    row = joined.agg(*(_late(table.day, day, cut).alias(str(day)) for day, cut in cuts.items())).first()
    return {day: row[str(day)] for day in cuts} if row else {}


def _late(column: str, day: date, cut: datetime) -> Column:
    return F.count_if((F.col(column) < F.lit(day + timedelta(days=1))) & (F.col("_at") > F.lit(cut)))
