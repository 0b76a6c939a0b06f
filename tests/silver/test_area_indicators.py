"""Figures of areas fit their units."""

from pyspark.sql import SparkSession
from tests.silver.judge import reasons

from gcrm.core.testing import rows, with_source
from gcrm.silver import area_indicators


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
