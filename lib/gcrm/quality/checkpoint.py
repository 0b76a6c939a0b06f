"""One Great Expectations checkpoint per table: its measures, in a frame of one row, against how much they may be.

Great Expectations judges what was counted already (see observe.py), so a checkpoint costs a tenth of a second whatever
the size of the table. An expectation is `critical` where it stops the run, and a `warning` where it is told.
Importing this module takes some seconds; a run does so when the first table is to be judged.
"""

import math
import threading
from collections.abc import Sequence
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.core.expect_column_max_to_be_between import ExpectColumnMaxToBeBetween
from great_expectations.expectations.metadata_types import FailureSeverity

from gcrm.core.running.records import Status
from gcrm.quality.measures import Measure

Result = Any  # Great Expectations' CheckpointResult
_STATUS: dict[FailureSeverity, Status] = {FailureSeverity.CRITICAL: "stopped", FailureSeverity.WARNING: "warned"}


class Checkpoints:
    """Checkpoints of a run, in one context that keeps nothing on disk; asked by several threads, one at a time."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._context = gx.get_context(mode="ephemeral")
        self._context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self._source = self._context.data_sources.add_pandas("observed")

    def failed(self, table: str, measures: Sequence[Measure]) -> dict[str, Status]:
        """Measure to what comes of it, of those that are not met."""
        return statuses(self.run(table, measures))

    def run(self, table: str, measures: Sequence[Measure]) -> Result:
        """The checkpoint of a table, run on what was measured of it."""
        context = self._context
        frame = pd.DataFrame([{measure.name: float(measure.value) for measure in measures}])
        with self._guard:
            batch = self._source.add_dataframe_asset(table).add_batch_definition_whole_dataframe("observed")
            suite = context.suites.add(gx.ExpectationSuite(name=table, expectations=expectations(measures)))
            validation = context.validation_definitions.add(
                gx.ValidationDefinition(name=table, data=batch, suite=suite)
            )
            checkpoint = context.checkpoints.add(
                gx.Checkpoint(name=table, validation_definitions=[validation], result_format="BASIC")
            )
            return checkpoint.run(batch_parameters={"dataframe": frame})


def expectations(measures: Sequence[Measure]) -> list[Any]:
    """For each measure the expectation that stops, and before it the one that warns, where it has them."""
    return [
        ExpectColumnMaxToBeBetween(
            column=measure.name,
            min_value=measure.least,
            max_value=None if math.isinf(limit) else limit,
            severity=severity,
            meta={"unit": measure.unit},
        )
        for measure in measures
        for severity, limit in (
            (FailureSeverity.WARNING, measure.limits.warn),
            (FailureSeverity.CRITICAL, measure.limits.stop),
        )
        if limit is not None and (measure.least is not None or math.isfinite(limit))
    ]


def statuses(result: Result) -> dict[str, Status]:
    """Measure to what comes of it, of those that are not met."""
    [validation] = result.run_results.values()
    failed = [one.expectation_config for one in validation.results if not one.success]
    # Who is beyond both limits is beyond that which stops.
    failed.sort(key=lambda config: config.severity is FailureSeverity.CRITICAL)
    return {config.kwargs["column"]: _STATUS[config.severity] for config in failed}
