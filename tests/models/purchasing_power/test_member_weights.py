"""Weights of kinds of members against published margins."""

from datetime import date

import pytest

from gcrm.core.testing import rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.purchasing_power import member_weights
from gcrm.models.purchasing_power.member_weights import Settings
from gcrm.silver.area_indicators import AREA_INDICATORS

AS_OF = date(2025, 12, 31)
MARGINS = Settings(margins={"age_band": {"young": "persons_young", "old": "persons_old"}})


def build(spark, settings):
    bands = ["young"] * 8 + ["old"] * 2
    people = [{"member_id": str(i), "amount": 5, "age_band": band, "sex": None} for i, band in enumerate(bands)]
    counts = [
        ("a", "2024", "young", 40),
        ("b", "2024", "young", 10),
        ("a", "2023", "young", 900),
        ("a", "2024", "old", 50),
    ]
    counts += [("elsewhere", "2024", "old", 900)]
    indicators = [{"area_id": a, "period": p, "indicator": f"persons_{k}", "value": float(n)} for a, p, k, n in counts]
    areas = rows(spark, AREA_FEATURES, *({"area_id": name} for name in "ab"))
    frames = (rows(spark, MEMBER_FEATURES, *people), areas, rows(spark, AREA_INDICATORS, *indicators))
    return {(row.age_band, row.sex): row for row in member_weights.build(*frames, settings, AS_OF).collect()}


def test_kinds_weigh_what_the_population_of_the_modelled_areas_has_of_them(spark):
    made = build(spark, MARGINS)
    assert made["young", "unknown"].weight == pytest.approx(0.5 / 0.8)
    assert made["old", "unknown"].weight == pytest.approx(0.5 / 0.2)
    assert (made["old", "unknown"].n_members, made["old", "unknown"].largest_gap) == (2, pytest.approx(0.0, abs=1e-9))


def test_without_margins_everybody_weighs_the_same(spark):
    assert {row.weight for row in build(spark, Settings()).values()} == {1.0}


def test_settings_name_what_works():
    with pytest.raises(ValueError, match="margins name shoe_size; age_band and sex work"):
        Settings(margins={"shoe_size": {}})
    with pytest.raises(ValueError, match="lowest must be above 0"):
        Settings(lowest=0.0)
