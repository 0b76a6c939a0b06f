"""What a contract expects of its stored table, for Great Expectations.

Columns and number of rows are said by Great Expectations' own kinds. Its kinds for nulls, values and unique keys take a
query or more each, to show the values that fail; those here only count, all of a table's rules and keys in one pass.
Importing this module takes some seconds.
"""

from typing import Any, ClassVar

from great_expectations.core.expectation_suite import ExpectationSuite
from great_expectations.expectations.core.expect_table_columns_to_match_set import ExpectTableColumnsToMatchSet
from great_expectations.expectations.core.expect_table_row_count_to_be_between import ExpectTableRowCountToBeBetween
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.render.components import LegacyRendererType, RenderedStringTemplateContent
from great_expectations.render.renderer.renderer import renderer

from gcrm.catalogue.describe import check_doc
from gcrm.catalogue.kinds import nested, parse
from gcrm.catalogue.measures import RowsThatBreakARule, RowsThatRepeat, ValuesThatAreFound
from gcrm.core.contracts.table import Check, References, Rows, Table, Unique

Names = tuple[str, ...]


def suite(table: Table) -> ExpectationSuite:
    """The contract's expectations: its columns, its unique keys, what is never null, every rule and every check."""
    columns = [name for field in table.fields for name in nested(field.name, parse(field.type))]
    unique = dict.fromkeys([table.key, *(check.fields for check in table.checks if isinstance(check, Unique))])
    found: list[Any] = [
        ExpectTableColumnsToMatchSet(column_set=columns, exact_match=True),
        *(ExpectRowsToBeUnique(fields=list(fields)) for fields in unique if fields),
        *(ExpectRowsToMeetRule(rule=rule.name, sql=rule.sql, told=rule.doc) for rule in table.all_rules),
        *(_of(check) for check in table.checks if not isinstance(check, Unique)),
    ]
    return ExpectationSuite(name=table.name, expectations=found)


def _of(check: Check) -> Any:
    if isinstance(check, Rows):
        return ExpectTableRowCountToBeBetween(min_value=check.at_least, max_value=check.at_most)
    assert isinstance(check, References)
    return ExpectValuesToBeFound(
        field=check.field, within=check.table.name, to=check.column, share=check.share, told=check_doc(check)
    )


class Sentence(BatchExpectation):
    """An expectation on all rows that says itself in one sentence; `$name` in it stands for a parameter, shown as code,
    and `told` is what the contract says of it in words."""

    told: str = ""
    domain_keys: ClassVar[Names] = ("batch_id", "row_condition", "condition_parser")
    sentence: ClassVar[str] = ""

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(
        cls, configuration: Any = None, *_: Any, runtime_configuration: Any = None, **__: Any
    ) -> list[RenderedStringTemplateContent]:
        shown = {name: _shown(value) for name, value in configuration.kwargs.items()}
        styling = {**((runtime_configuration or {}).get("styling") or {}), "params": {"told": {"tag": "small"}}}
        template = f"{cls.sentence} $told" if shown.get("told") else cls.sentence
        words = {"template": template, "params": shown, "styling": styling}
        return [RenderedStringTemplateContent(content_block_type="string_template", string_template=words)]

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        met, seen = self.verdict(metrics[self.metric_dependencies[0]])
        return {"success": met, "result": {"observed_value": seen}}

    def verdict(self, measured: Any) -> tuple[bool, str]:
        """Whether what was measured is as expected, and what was seen, in words without a value of any row."""
        raise NotImplementedError


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


class ExpectRowsToMeetRule(Sentence):
    """Every row meets a rule of the contract; a null verdict does not."""

    rule: str
    sql: str
    metric_dependencies: ClassVar[Names] = (RowsThatBreakARule.metric_name,)
    success_keys: ClassVar[Names] = ("sql",)
    args_keys: ClassVar[Names] = ("rule", "sql", "told")
    sentence: ClassVar[str] = "Every row meets $rule: $sql"

    def verdict(self, measured: int) -> tuple[bool, str]:
        return measured == 0, f"{measured:,} rows do not" if measured else "all do"


class ExpectRowsToBeUnique(Sentence):
    """No two rows share the fields."""

    fields: list[str]
    metric_dependencies: ClassVar[Names] = (RowsThatRepeat.metric_name,)
    success_keys: ClassVar[Names] = ("fields",)
    args_keys: ClassVar[Names] = ("fields",)
    sentence: ClassVar[str] = "No two rows share $fields"

    def verdict(self, measured: int) -> tuple[bool, str]:
        return measured == 0, f"{measured:,} repeat others" if measured else "none do"


class ExpectValuesToBeFound(Sentence):
    """At least `share` of the values of a field that are given are found in another table's column."""

    field: str
    within: str
    to: str
    share: float = 1.0
    metric_dependencies: ClassVar[Names] = (ValuesThatAreFound.metric_name,)
    success_keys: ClassVar[Names] = ("field", "within", "to", "share")
    args_keys: ClassVar[Names] = ("field", "within", "to", "share", "told")
    sentence: ClassVar[str] = "Values of $field are found in $within, column $to."

    def verdict(self, measured: tuple[int, int]) -> tuple[bool, str]:
        given, found = measured
        return found >= self.share * given, f"{found:,} of {given:,} are"
