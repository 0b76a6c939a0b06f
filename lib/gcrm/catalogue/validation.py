"""Tables of a lakehouse against their contracts, by Great Expectations; results hold counts and names, never a row."""

import re
from collections.abc import Mapping
from typing import Any, Literal

import great_expectations as gx
from great_expectations.data_context.types.base import ProgressBarsConfig

from gcrm.catalogue.expectations import suite
from gcrm.catalogue.measures import view
from gcrm.core.contracts.table import References, Table
from gcrm.core.storage.lakehouse import Lakehouse

Result = Any  # Great Expectations' ExpectationSuiteValidationResult


class Validator:
    """Validates tables one by one, in one Great Expectations context that keeps nothing on disk."""

    def __init__(self, lake: Lakehouse) -> None:
        self.lake = lake
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        # Otherwise each run leaves a cached frame behind.
        self.source = context.data_sources.add_spark("lakehouse", persist=False)

    def validate(self, table: Table, version: int) -> Result:
        """The verdict on one version of a table that is there."""
        for check in table.checks:
            if isinstance(check, References):
                self._view(check.table)
        # As stored, not as promised: whether the columns are the contract's is one of the questions.
        reader = self.lake.spark.read.format("delta").option("versionAsOf", version)
        frame = reader.load(self.lake.path(table))
        batches = self.source.add_dataframe_asset(table.name).add_batch_definition_whole_dataframe("whole")
        batch = batches.get_batch(batch_parameters={"dataframe": frame})
        # Of the vault not even counts are shown.
        shown: Literal["BOOLEAN_ONLY", "BASIC"] = "BOOLEAN_ONLY" if table.layer == "vault" else "BASIC"
        result = batch.validate(suite(table), result_format=shown)
        self.source.delete_asset(table.name)
        return quiet(result)

    def _view(self, table: Table) -> None:
        frame = self.lake.read(table) if self.lake.exists(table) else self.lake.empty(table)
        frame.createOrReplaceTempView(view(table.name))


def quiet(result: Result) -> Result:
    """The result without the words of errors, which may quote a value: what stays is the name of the error."""
    for one in result.results:
        found = one.exception_info or {}
        said = _said(found)
        if said:
            name = re.search(r"\[([A-Z][A-Z0-9_.]+)\]", said)
            told = f"could not be evaluated{f' ({name[1]})' if name else ''}"
            one.exception_info = {"raised_exception": False, "exception_message": None, "exception_traceback": None}
            one.result = {"observed_value": told}
            one.success = False
    return result


def _said(found: Mapping[str, Any]) -> str:
    """Messages of the errors, of which there is one for all, or one per metric."""
    if "raised_exception" in found:
        return str(found["exception_message"] or "an error") if found["raised_exception"] else ""
    return " ".join(_said(inner) for inner in found.values() if isinstance(inner, Mapping)).strip()
