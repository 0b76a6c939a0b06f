"""Great Expectations judges what was measured."""

import pytest
from great_expectations.expectations.metadata_types import FailureSeverity

from gcrm.quality.checkpoint import Checkpoints, expectations
from gcrm.quality.measures import Measure
from gcrm.quality.settings import Limits

HALF = Limits(0.05, 0.5)


@pytest.fixture(scope="module")
def checkpoints():
    return Checkpoints()


def test_a_measure_is_met_or_warns_or_stops(checkpoints):
    shares = {"good": 0.05, "odd": 0.06, "half": 0.5, "bad": 0.51}
    measured = [Measure(name, "share", share, HALF, "") for name, share in shares.items()]
    assert checkpoints.failed("silver.sales", measured) == {"odd": "warned", "half": "warned", "bad": "stopped"}


def test_too_few_rows_are_not_met_where_there_is_no_most(checkpoints):
    endless = Limits(float("inf"), float("inf"))
    measured = [Measure(f"rows: {n}", "rows", n, endless, "", least=10) for n in (9, 10)]
    assert checkpoints.failed("bronze.sales", measured) == {"rows: 9": "stopped"}


def test_what_has_no_limit_is_met(checkpoints):
    anything = Measure("stale", "days", 1e6, Limits(None, None), "")
    assert expectations([anything]) == []
    assert checkpoints.failed("silver.posts", [anything]) == {}


def test_an_expectation_says_how_grave_it_is():
    [warning, critical] = expectations([Measure("refused", "share", 0.1, HALF, "")])
    assert (warning.severity, warning.max_value) == (FailureSeverity.WARNING, 0.05)
    assert (critical.severity, critical.max_value) == (FailureSeverity.CRITICAL, 0.5)
