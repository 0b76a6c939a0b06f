"""Builds a table once more, with care, where an expression of a feed's SELECT failed on a row's values."""

import dataclasses
from datetime import datetime

from gcrm.core.running import build as plain
from gcrm.core.running.failures import is_of_a_row
from gcrm.core.running.records import Refusals, StepRecord
from gcrm.core.storage.lakehouse import Lakehouse


def build(task: plain.Task, lake: Lakehouse, refusals: Refusals, started_at: datetime) -> StepRecord:
    """Brings `task.step.output` up to date, as `build.build` does.

    A failed job has written nothing. The second time the rows tell what failed in them, and are refused for it; this
    costs more, so it is not done for feeds in which nothing fails.
    """
    try:
        return plain.build(task, lake, refusals, started_at)
    except Exception as error:
        careful = task.step.carefully
        if careful is None or not is_of_a_row(error):
            raise
    return plain.build(dataclasses.replace(task, step=careful), lake, refusals, started_at)
