"""How much may be of what is measured."""

from dataclasses import replace

import pytest
from tests.quality.contracts import AREAS, SALES

from gcrm.core.contracts.table import References, Rows, Unique
from gcrm.quality import measures
from gcrm.quality.settings import Limits

HALF = Limits(0.05, 0.5)


def test_a_share_of_rows_that_were_refused():
    [found] = measures.refused("silver.payments", 200, 50, HALF, None)
    assert (found.value, found.limits, found.told) == (0.25, HALF, "50 of 200 rows of silver.payments were refused")


def test_of_nothing_there_is_no_share():
    assert [*measures.refused("silver.payments", 0, 0, HALF, None)] == []
    assert [*measures.unfound("t", References("area_id", AREAS), 0, 0, HALF)] == []


@pytest.mark.parametrize(("built", "few", "stop"), [(1, None, 0.5), (1, 20, None), (20, 20, 0.5)])
def test_a_few_rows_that_came_as_news_warn_at_most(built, few, stop):
    [found] = measures.refused("silver.payments", built, 1, HALF, few)
    assert found.limits == Limits(0.05, stop)


def test_without_a_setting_a_reference_warns_beyond_what_its_contract_promises():
    [found] = measures.unfound("t", References("area_id", AREAS, share=0.99), 100, 92, Limits(None, 0.5))
    assert (found.value, found.limits) == (0.92, Limits(0.01, 0.5))
    [found] = measures.unfound("t", References("area_id", AREAS, share=0.3), 100, 92, Limits(None, 0.5))
    assert found.limits == Limits(0.7, 0.7), "what a contract lets be does not stop"
    [found] = measures.unfound("t", References("area_id", AREAS, severity="warn"), 100, 92, Limits(0.2, 0.5))
    assert found.limits == Limits(0.2, None)


def test_rows_have_a_least_and_perhaps_a_most():
    assert measures.counted("t", Rows(2, 4), 3).limits == Limits(4, 4)
    least = measures.counted("t", Rows(2), 3)
    assert (least.least, measures.beyond(least, least.limits.stop)) == (2, 2)


def test_a_key_is_unique_without_being_said_and_not_asked_twice():
    fields = [check.fields for check in measures.of_contract(SALES)[0]]
    assert fields == [("sale_id", "line")]
    keyed = replace(SALES, key=("line", "sale_id"))
    assert [check.fields for check in measures.of_contract(keyed)[0]] == fields
    other = replace(SALES, key=("area_id",))
    assert [check.fields for check in measures.of_contract(other)[0]] == [("area_id",), *fields]


def test_a_repeated_key_is_beyond_every_limit():
    assert measures.repeated("t", Unique(("a", "b")), 3).told == "3 rows of t repeat the a, b of another"
    assert measures.repeated("t", Unique(("a",)), 0).limits == Limits(0, 0)
