"""Kinds of place from what is published about places."""

import pytest
from tests.stats.test_geodemography import places

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows
from gcrm.models.geodemographics import area_classes
from gcrm.models.geodemographics.area_classes import AREA_CLASSES, Settings, classified
from gcrm.silver.area_indicators import AREA_INDICATORS
from gcrm.silver.areas import SILVER_AREAS

QUICK = Settings(k_min=2, k_max=4, restarts=3, bootstraps=4)
NAMES = ("old_share", "house_share", "social_housing_share")


def known(n=300):
    values, kind = places(n=n)
    found = [
        {"area_id": f"{i:03}", "level": "town", "of": dict(zip(NAMES, row, strict=True))}
        for i, row in enumerate(values.tolist())
    ]
    return [*found, {"area_id": "state", "level": "state", "of": None}], kind


@pytest.fixture(scope="module")
def found():
    given, kind = known()
    return classified(given, QUICK), kind


def test_every_described_area_of_the_level_has_its_kind_named_by_what_sets_it_apart(found):
    made, kind = found
    assert len(made) == 300
    by_kind = {tuple({row[3] for row, k in zip(made, kind.tolist(), strict=True) if k == one}) for one in range(3)}
    assert all(len(names) == 1 for names in by_kind), by_kind
    assert len(by_kind) == 3
    assert all("high" in name or "low" in name for (name,) in by_kind)
    assert made[0][8] > 0.9


def test_groups_are_nested_in_classes(found):
    made, _ = found
    assert {row[4][:-1] for row in made} == {str(row[2]) for row in made}
    for group in {row[4] for row in made}:
        assert len({row[2] for row in made if row[4] == group}) == 1


def test_an_indicator_of_few_areas_and_one_that_says_the_same_are_left_out():
    given, _ = known(120)
    for i, row in enumerate(given[:-1]):
        row["of"]["twin"] = 3 * row["of"]["old_share"]
        if i < 20:
            row["of"]["rare"] = float(i)
    assert {row[7] for row in classified(given, QUICK)} == {3}


def test_without_figures_there_are_no_classes(spark):
    assert classified([{"area_id": "a", "level": "town", "of": None}], QUICK) == []
    none = area_classes.build(rows(spark, SILVER_AREAS), rows(spark, AREA_INDICATORS), QUICK)
    assert none.count() == 0


def test_the_latest_figure_counts_in_percent_and_the_table_meets_its_contract(spark):
    values, _ = places(n=40)
    towns = [{"area_id": f"{i:03}", "level": "town"} for i in range(40)]
    said = [
        {"area_id": f"{i:03}", "indicator": name, "period": period, "value": value / 100, "unit": "share"}
        for i, row in enumerate(values.tolist())
        for name, now in zip(NAMES, row, strict=True)
        for period, value in (("2019", 50.0), ("2020", now))
    ]
    counts = [{"area_id": "000", "indicator": "people", "value": 9.0, "unit": "persons"}]
    made = area_classes.build(rows(spark, SILVER_AREAS, *towns), rows(spark, AREA_INDICATORS, *said, *counts), QUICK)
    assert good(judged(match_columns(made, AREA_CLASSES), AREA_CLASSES)).count() == 40
    assert made.select("class_id").distinct().count() > 1, "the older figures are all alike"


@pytest.mark.parametrize(
    ("given", "message"),
    [({"k_min": 1}, "k_min is 1 and k_max 8"), ({"coverage": 0.0}, "coverage above 0"), ({"restarts": 0}, "restarts")],
)
def test_settings_that_make_no_classes_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        Settings(**given)
