"""What a contract expects of its stored table, for Great Expectations.

Columns and number of rows are said by Great Expectations' own kinds. Its kinds for single values, nulls and unique keys
take a query or more each, to show the values that fail; those here have aggregates for metrics instead, so that all rules
of a table, its unique keys and the rows it holds are counted in one pass, and no result can ever show a row.
Importing this module takes some seconds.
"""

import os
from typing import Any, ClassVar

# Before the import: it starts a client of its own otherwise.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import great_expectations.expectations as gxe
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.execution_engine import SparkDFExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_partial, metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.render import LegacyRendererType, RenderedStringTemplateContent
from great_expectations.render.renderer.renderer import renderer
from pyspark.sql import Column
from pyspark.sql import functions as F

from gcrm.core.table import Check, References, Rows, Table, Unique
from gcrm.docs.describe import check_doc
from gcrm.docs.kinds import nested, parse

_AGGREGATE: dict[str, Any] = {
    "engine": SparkDFExecutionEngine,
    "partial_fn_type": MetricPartialFunctionTypes.AGGREGATE_FN,
    "domain_type": MetricDomainTypes.TABLE,
}
Aggregate = tuple[Column, dict[str, Any], dict[str, Any]]


def suite(table: Table) -> gx.ExpectationSuite:
    """The contract's expectations: its columns, its unique keys, what is never null, every rule and every check."""
    columns = [name for field in table.fields for name in nested(field.name, parse(field.type))]
    unique = dict.fromkeys([table.key, *(check.fields for check in table.checks if isinstance(check, Unique))])
    found = [
        gxe.ExpectTableColumnsToMatchSet(column_set=columns, exact_match=True),
        *(ExpectRowsToBeUnique(fields=list(fields)) for fields in unique if fields),
        *(ExpectRowsToMeetRule(rule=rule.name, sql=rule.sql, told=rule.doc) for rule in table.all_rules),
        *(_of(check) for check in table.checks if not isinstance(check, Unique)),
    ]
    return gx.ExpectationSuite(name=table.name, expectations=found)


def _of(check: Check) -> Any:
    if isinstance(check, Rows):
        return gxe.ExpectTableRowCountToBeBetween(min_value=check.at_least, max_value=check.at_most)
    assert isinstance(check, References)
    wanted = {"field": check.field, "table": check.table.name, "to": check.column, "share": check.share}
    return ExpectValuesToBeFound(**wanted, told=check_doc(check))


def view(table: str) -> str:
    """Name of the temporary view that a referenced table is looked up in."""
    return "found_in_" + table.replace(".", "_")


class RowsThatBreakARule(TableMetricProvider):  # type: ignore[misc]
    metric_name = "table.rows_that_break_a_rule"
    value_keys = ("sql",)

    @metric_partial(**_AGGREGATE)
    def _spark(cls, metric_domain_kwargs: dict[str, Any], metric_value_kwargs: dict[str, Any], **_: Any) -> Aggregate:  # noqa: N805
        met = F.coalesce(F.expr(metric_value_kwargs["sql"]), F.lit(False))
        return F.count_if(~met), metric_domain_kwargs, {}


class RowsThatRepeat(TableMetricProvider):  # type: ignore[misc]
    metric_name = "table.rows_that_repeat"
    value_keys = ("fields",)

    @metric_partial(**_AGGREGATE)
    def _spark(cls, metric_domain_kwargs: dict[str, Any], metric_value_kwargs: dict[str, Any], **_: Any) -> Aggregate:  # noqa: N805
        # A struct is never null, so a null among the fields counts like any other value.
        distinct = F.count_distinct(F.struct(*metric_value_kwargs["fields"]))
        return F.count(F.lit(1)) - distinct, metric_domain_kwargs, {}


class ValuesThatAreFound(TableMetricProvider):  # type: ignore[misc]
    metric_name = "table.values_that_are_found"
    value_keys = ("field", "table", "to")

    @metric_value(engine=SparkDFExecutionEngine)
    def _spark(  # noqa: N805
        cls, execution_engine: Any, metric_domain_kwargs: dict[str, Any], metric_value_kwargs: dict[str, Any], **_: Any
    ) -> tuple[int, int]:
        field, to = metric_value_kwargs["field"], metric_value_kwargs["to"]
        frame, _domain, _accessor = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE)
        there = frame.sparkSession.table(view(metric_value_kwargs["table"])).select(F.col(to).alias("_there")).distinct()
        values = frame.select(F.col(field).alias("_value")).where("_value IS NOT NULL")
        counts = values.join(there, F.col("_value") == F.col("_there"), "left").agg(F.count("_value"), F.count("_there"))
        given, found = counts.first()
        return int(given), int(found)


class Sentence(BatchExpectation):  # type: ignore[misc]
    """An expectation on all rows that says itself in one sentence; `$name` in it stands for a parameter, shown as code,
    and `told` is what the contract says of it in words."""

    told: str = ""
    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id", "row_condition", "condition_parser")
    sentence: ClassVar[str] = ""

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(cls, configuration: Any = None, runtime_configuration: Any = None, **_: Any) -> list[Any]:
        shown = {name: _shown(value) for name, value in configuration.kwargs.items()}
        styling = {**((runtime_configuration or {}).get("styling") or {}), "params": {"told": {"tag": "small"}}}
        template = " ".join(part for part in (cls.sentence, "$told" if shown.get("told") else "") if part)
        words = {"template": template, "params": shown, "styling": styling}
        return [RenderedStringTemplateContent(content_block_type="string_template", string_template=words)]


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


class ExpectRowsToMeetRule(Sentence):
    """Every row meets a rule of the contract; a null verdict does not."""

    rule: str
    sql: str
    metric_dependencies: ClassVar[tuple[str, ...]] = (RowsThatBreakARule.metric_name,)
    success_keys: ClassVar[tuple[str, ...]] = ("sql",)
    args_keys: ClassVar[tuple[str, ...]] = ("rule", "sql", "told")
    sentence: ClassVar[str] = "Every row meets $rule: $sql"

    def _validate(self, metrics: dict[str, Any], **_: Any) -> dict[str, Any]:
        broken = metrics[RowsThatBreakARule.metric_name]
        return {"success": broken == 0, "result": {"observed_value": f"{broken:,} rows do not" if broken else "all do"}}


class ExpectRowsToBeUnique(Sentence):
    """No two rows share the fields."""

    fields: list[str]
    metric_dependencies: ClassVar[tuple[str, ...]] = (RowsThatRepeat.metric_name,)
    success_keys: ClassVar[tuple[str, ...]] = ("fields",)
    args_keys: ClassVar[tuple[str, ...]] = ("fields",)
    sentence: ClassVar[str] = "No two rows share $fields"

    def _validate(self, metrics: dict[str, Any], **_: Any) -> dict[str, Any]:
        repeated = metrics[RowsThatRepeat.metric_name]
        return {"success": repeated == 0, "result": {"observed_value": f"{repeated:,} repeat others" if repeated else "none do"}}


class ExpectValuesToBeFound(Sentence):
    """At least `share` of the values of a field that are given are found in another table's column."""

    field: str
    table: str
    to: str
    share: float = 1.0
    metric_dependencies: ClassVar[tuple[str, ...]] = (ValuesThatAreFound.metric_name,)
    success_keys: ClassVar[tuple[str, ...]] = ("field", "table", "to", "share")
    args_keys: ClassVar[tuple[str, ...]] = ("field", "table", "to", "share", "told")
    sentence: ClassVar[str] = "Values of $field are found in $table.$to:"

    def _validate(self, metrics: dict[str, Any], **_: Any) -> dict[str, Any]:
        given, found = metrics[ValuesThatAreFound.metric_name]
        return {"success": found >= self.share * given, "result": {"observed_value": f"{found:,} of {given:,} are"}}
