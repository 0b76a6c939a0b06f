"""What a step with a ledger remembers: it is given what it noted before, and what it notes now is kept first.

A run that is killed in between has noted what nobody saw; the next one builds the same of it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Noted, Step, arguments
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.core.storage.lakehouse import Lakehouse


def built(step: Step, frames: Mapping[str, DataFrame], settings: Any, as_of: date | None, lake: Lakehouse) -> DataFrame:
    """What the step builds of its inputs; what it notes is in its ledger afterwards."""
    if step.ledger is None:
        frame: DataFrame = step.build(**arguments(step, frames, settings, as_of))
        return frame
    ledger, name = step.ledger, step.output.name
    there = lake.read(ledger) if lake.exists(ledger) else lake.empty(ledger)
    before = there.filter(F.col("table_name") == name)
    made: Noted = step.build(**arguments(step, {**frames, "before": before}, settings, as_of))
    if made.rows:
        with lake.lock(ledger):
            rows = small(lake.spark, schema(ledger), made.rows)
            lake.append(ledger, rows, f"noted:{name}", lake.version(ledger) + 1, {"table": name})
    return made.frame
