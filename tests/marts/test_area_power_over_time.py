"""Areas of today on days before a reform: totals kept, whoever was split, merged or kept its code."""

from datetime import date

import pytest

from gcrm.core.testing import rows
from gcrm.marts.area_power import AREA_POWER
from gcrm.marts.area_power_over_time import AREA_POWER_OVER_TIME, build
from gcrm.silver.area_changes import AREA_CHANGES
from gcrm.silver.areas import SILVER_AREAS

BEFORE, AFTER, TODAY = date(2024, 6, 30), date(2025, 6, 30), date(2026, 6, 30)
# Merged into m, which was then renamed; split into s1 and s2; k gave a fifth to n and kept its code.
CHANGES = [
    ("a", "m", 1.0, "2025-01-01"), ("b", "m", 1.0, "2025-01-01"),
    ("s", "s1", 0.25, None), ("s", "s2", 0.75, None),
    ("k", "k", 0.8, "2025-01-01"), ("k", "n", 0.2, "2025-01-01"),
    ("m", "mm", 1.0, "2026-01-01"),
    ("u", "u", 0.5, None), ("u", "n", 0.5, None),
]  # fmt: skip


def power(area, day, level, people, group="all"):
    told = {
        "power_p10": level / 2,
        "power_p50": level,
        "power_p90": level * 2,
        "per_head": level,
        "total": level * people,
    }
    return {"area_id": area, "as_of": day, "category_group": group, "n_people": people, **told}


@pytest.fixture(scope="module")
def found(spark):
    told = [power(a, BEFORE, level, 100.0) for a, level in zip("absku", (10.0, 30.0, 8.0, 5.0, 7.0), strict=True)]
    told += [power(a, AFTER, 6.0, 100.0) for a in ("m", "k", "n", "u")] + [power("a", BEFORE, 1.0, 1.0, "food")]
    changes = [{"old_area_id": a, "area_id": b, "population_share": s, "valid_from": day} for a, b, s, day in CHANGES]
    places = rows(spark, SILVER_AREAS, *({"area_id": name} for name in ("mm", "s1", "s2", "k", "n", "u")))
    made = build(rows(spark, AREA_POWER, *told), rows(spark, AREA_CHANGES, *changes), places, TODAY).cache()
    assert tuple(made.columns) == AREA_POWER_OVER_TIME.columns
    return {(row.area_id, row.day): row for row in made.collect()}


def test_a_merged_area_adds_up_totals_and_has_the_mean_level_of_its_people(found):
    row = found["mm", BEFORE]
    assert (row.total, row.n_people, row.power_p50, row.n_parts, row.is_carried) == (4000.0, 200.0, 20.0, 2, True)


def test_a_split_area_is_divided_by_its_people(found):
    assert [found[name, BEFORE].total for name in ("s1", "s2")] == [200.0, 600.0]
    assert [found[name, BEFORE].power_p90 for name in ("s1", "s2")] == [16.0, 16.0]


def test_an_area_that_kept_its_code_is_divided_once_and_not_on_days_after(found):
    assert (found["k", BEFORE].total, found["n", BEFORE].total) == (pytest.approx(400), pytest.approx(100))
    assert (found["k", AFTER].total, found["k", AFTER].is_carried) == (600.0, False)


def test_a_figure_is_carried_across_one_reform_after_the_other(found):
    assert (found["mm", AFTER].total, found["mm", AFTER].is_carried) == (600.0, True)


def test_a_code_that_stands_today_is_only_divided_from_a_day_that_is_told(found):
    assert (found["u", BEFORE].total, found["u", BEFORE].is_carried) == (700.0, False)


@pytest.mark.parametrize(("day", "total"), [(BEFORE, 6000.0), (AFTER, 2400.0)])
def test_nothing_is_lost_nor_counted_twice(found, day, total):
    assert sum(row.total for (_, when), row in found.items() if when == day) == pytest.approx(total)
