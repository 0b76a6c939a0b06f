"""What is counted of a stored table, as metrics of Great Expectations: counts only, so no result ever shows a row."""

from typing import Any

from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.execution_engine.sparkdf_execution_engine import SparkDFExecutionEngine
from great_expectations.expectations.metrics.metric_provider import metric_partial, metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from pyspark.sql import Column
from pyspark.sql import functions as F

# Great Expectations takes all metrics of this kind on one table in one pass.
_AGGREGATE: dict[str, Any] = {
    "engine": SparkDFExecutionEngine,
    "partial_fn_type": MetricPartialFunctionTypes.AGGREGATE_FN,
    "domain_type": MetricDomainTypes.TABLE,
}
# It names the class by keyword, hence `cls` below.
Values = dict[str, Any]
Aggregate = tuple[Column, Values, Values]


class RowsThatBreakARule(TableMetricProvider):
    """Rows for which the predicate `sql` is false or null."""

    metric_name = "table.rows_that_break_a_rule"
    value_keys = ("sql",)

    @metric_partial(**_AGGREGATE)
    def _spark(cls, metric_domain_kwargs: Values, metric_value_kwargs: Values, **_: Any) -> Aggregate:  # noqa: N805
        met = F.coalesce(F.expr(metric_value_kwargs["sql"]), F.lit(False))
        return F.count_if(~met), metric_domain_kwargs, {}


class RowsThatRepeat(TableMetricProvider):
    """Rows less distinct values of `fields`; a null is a value like any other."""

    metric_name = "table.rows_that_repeat"
    value_keys = ("fields",)

    @metric_partial(**_AGGREGATE)
    def _spark(cls, metric_domain_kwargs: Values, metric_value_kwargs: Values, **_: Any) -> Aggregate:  # noqa: N805
        # A struct is never null, whatever is in it.
        distinct = F.count_distinct(F.struct(*metric_value_kwargs["fields"]))
        return F.count(F.lit(1)) - distinct, metric_domain_kwargs, {}


class ValuesThatAreFound(TableMetricProvider):
    """How many values of `field` are given, and how many of them are found in column `to` of a table's view."""

    metric_name = "table.values_that_are_found"
    value_keys = ("field", "within", "to")

    @metric_value(engine=SparkDFExecutionEngine)
    def _spark(
        cls,  # noqa: N805
        execution_engine: Any,
        metric_domain_kwargs: Values,
        metric_value_kwargs: Values,
        **_: Any,
    ) -> tuple[int, int]:
        field, within, to = (metric_value_kwargs[name] for name in ("field", "within", "to"))
        frame, _domain, _accessor = execution_engine.get_compute_domain(metric_domain_kwargs, MetricDomainTypes.TABLE)
        there = frame.sparkSession.table(view(within)).select(F.col(to).alias("_there")).distinct()
        values = frame.select(F.col(field).alias("_value")).where("_value IS NOT NULL")
        joined = values.join(there, F.col("_value") == F.col("_there"), "left")
        given, found = joined.agg(F.count("_value"), F.count("_there")).first()
        return int(given), int(found)


def view(table: str) -> str:
    """Name of the temporary view that a referenced table is looked up in.

    >>> view("silver.areas")
    'found_in_silver_areas'
    """
    return "found_in_" + table.replace(".", "_")
