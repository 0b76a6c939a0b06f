"""A partner's own definitions of purchasing power, side by side."""

import pytest

from gcrm.core.errors import UsageError
from gcrm.core.testing import rows
from gcrm.marts import defined_power
from gcrm.marts.area_power import AREA_POWER
from gcrm.marts.defined_power import Definition, Settings

CAFE = Definition({"eating out": 0.75, "food": 0.25})
PORTAL = Definition({"household": 1.0}, per="area", level="town")


def build(spark, **definitions):
    spend = {"a": (10.0, 20.0, 40.0), "b": (30.0, 20.0, 10.0)}
    power = [
        {"area_id": area, "level": "town", "name": area, "category_group": group, "n_people": people, "power_mean": p50,
         "power_p10": p50 / 2, "power_p50": p50, "power_p90": 2 * p50, "per_head": 3 * p50, "areas_differ": True}
        for (area, amounts), people in zip(spend.items(), (100.0, 300.0), strict=True)
        for group, p50 in zip(("eating out", "food", "household"), amounts, strict=True)
    ]  # fmt: skip
    made = defined_power.build(rows(spark, AREA_POWER, *power), Settings(definitions=definitions))
    return {(row.definition, row.area_id): row for row in made.collect()}


def test_definitions_stand_side_by_side_with_their_own_mix(spark):
    made = build(spark, cafe=CAFE, portal=PORTAL)
    assert made["cafe", "a"].power_p50 == pytest.approx(0.75 * 10 + 0.25 * 20)
    assert made["cafe", "a"].power_p90 == pytest.approx(2 * made["cafe", "a"].power_p50)
    assert made["portal", "b"].power_p50 == pytest.approx(10 * 3 * 300)
    mean = (12.5 * 100 + 27.5 * 300) / 400
    assert made["cafe", "b"]["index"] == pytest.approx(100 * 27.5 / mean)
    assert len(made) == 4


def test_without_definitions_there_are_no_rows(spark):
    assert build(spark) == {}


def test_a_group_that_is_none_and_weights_that_do_not_add_up_are_refused(spark):
    with pytest.raises(UsageError, match="category group"):
        build(spark, cafe=Definition({"coffee": 1.0}))
    with pytest.raises(ValueError, match=r"weights add up to 0\.9; positive ones that add up to 1 work"):
        Definition({"food": 0.9})
