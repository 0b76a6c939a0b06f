"""Every figure of a step has its unit."""

from gcrm.ops.steps import STEPS


def test_every_kind_of_row_that_was_counted_says_its_unit():
    counted = [field for field in STEPS.fields if field.name.startswith("rows_")]
    assert {"rows_built", "rows_kept", "rows_quarantined", "rows_repeated"} <= {field.name for field in counted}
    assert {field.unit for field in counted} == {"rows"}
