"""Areas and what is known of them: folded names, and figures that fit their units."""

from pyspark.sql import SparkSession
from tests.silver.judge import reasons

from gcrm.core.testing import plain, rows, with_source
from gcrm.silver import area_indicators, areas


def test_names_are_folded_for_matching(spark: SparkSession) -> None:
    raw = rows(
        spark,
        areas.RAW,
        {"area_id": "1", "level": "municipality", "name": "Olho d'Água-Açu", "other_names": ["Olho Dagua"]},
        {"area_id": "2", "level": "municipality", "name": "Lost", "latitude": 91},
    )
    built = areas.build(with_source(raw))
    assert plain(built, "area_id", "name_folded") == [("1", "olhodaguaacu"), ("2", "lost")]
    assert reasons(built, areas.SILVER_AREAS, "area_id") == {"1": [], "2": ["latitude_is_on_earth"]}


def test_a_figure_must_fit_its_unit(spark: SparkSession) -> None:
    given = {
        "share": ("share", 0.4, None),
        "percentage": ("share", 40, None),
        "index": ("index", 1.01, None),
        "flag": ("flag", 0.5, None),
        "hill": ("m", 572.7, None),
        "spaceship": ("m", 572655, None),
        "subsidies": ("thousand BRL", -5, None),
        "negative": ("persons", -5, None),
        "class": ("class", None, "urban"),
        "nothing": ("persons", None, None),
    }
    raw = rows(
        spark,
        area_indicators.RAW,
        *[
            {"area_id": "1", "period": "2010", "indicator": name, "unit": unit, "value": value, "class": kind}
            for name, (unit, value, kind) in given.items()
        ],
    )
    refused = reasons(area_indicators.build(with_source(raw)), area_indicators.AREA_INDICATORS, "indicator")
    assert {name for name, why in refused.items() if why == ["value_fits_its_unit"]} == {
        "percentage",
        "index",
        "flag",
        "spaceship",
        "negative",
    }
    assert {name: why for name, why in refused.items() if why != ["value_fits_its_unit"] and why} == {
        "nothing": ["value_or_class_is_given"]
    }
