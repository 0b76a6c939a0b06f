"""A table whose input was taken away is not built smaller without a word."""

from datetime import datetime

import pytest

from gcrm.core.errors import UsageError
from gcrm.core.running.records import Run, StepRecord
from gcrm.core.running.taken import require_inputs

BEFORE, SINCE = datetime(2018, 1, 1), datetime(2018, 1, 2)
RUN = Run("r2", "corner", SINCE)
SHOPS = StepRecord("warehouse.shops", "done", "whole", BEFORE, inputs={"silver.sales": 5, "silver.areas": 1})


def sales(started_at, version):
    """How silver.sales was built last."""
    return StepRecord("silver.sales", "done", "whole", started_at, output_version=version)


def required(now, newest, state=SHOPS, run=RUN):
    require_inputs("warehouse.shops", state, now, {"silver.sales": newest}.get, run)


@pytest.mark.parametrize("now", [{"silver.sales": 5}, {"silver.sales": 9, "silver.areas": 1}, {}])
def test_inputs_that_only_grew_or_are_read_no_more_are_no_loss(now):
    required(now, sales(BEFORE, 5))


@pytest.mark.parametrize(
    "newest",
    [
        None,
        sales(BEFORE, 5),
        sales(SINCE, 7),  # what was built since has been taken away as well
    ],
)
def test_an_input_that_was_taken_away_is_named_with_what_to_do(newest):
    with pytest.raises(UsageError) as refused:
        required({"silver.sales": 0, "silver.areas": 1}, newest)
    assert str(refused.value) == (
        "warehouse.shops was built from silver.sales, which has been taken away since; build that again too, or add "
        "--rebuild-from-less warehouse.shops to build it from what is there."
    )


def test_an_input_that_was_built_again_since_is_none():
    required({"silver.sales": 2}, sales(SINCE, 2))


def test_who_was_never_built_or_may_be_made_of_less_is_not_kept():
    required({"silver.sales": 0}, None, state=None)
    required({"silver.sales": 0}, None, run=Run("r2", "corner", SINCE, from_less=frozenset({"warehouse.shops"})))
    with pytest.raises(UsageError):
        required({"silver.sales": 0}, None, run=Run("r2", "corner", SINCE, from_less=frozenset({"silver.sales"})))
