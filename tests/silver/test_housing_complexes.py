"""Housing complexes: placed by the name of their area; without homes they are none."""

from pyspark.sql import DataFrame, SparkSession
from tests.silver.judge import reasons

from gcrm.core.testing import rows, with_source
from gcrm.silver.housing_complexes import HOUSING_COMPLEXES, RAW, build
from gcrm.silver.place_names import PlaceSettings


def test_what_is_refused(spark: SparkSession, areas: DataFrame) -> None:
    good = {"place_name": "São Paulo", "n_homes": 40, "year_built": 1998}
    off = {
        "good": {},
        "nowhere": {"place_name": "Bom Jesus"},
        "empty": {"n_homes": 0},
        "unbuilt": {"year_built": 20245},
        "in space": {"latitude": 120.0},
    }
    raw = rows(spark, RAW, *({"complex_id": name, **good, **odd} for name, odd in off.items()))
    assert reasons(build(with_source(raw), areas, PlaceSettings()), HOUSING_COMPLEXES, "complex_id") == {
        "good": [],
        "nowhere": ["area_id_is_given"],
        "empty": ["n_homes_is_plausible"],
        "unbuilt": ["year_built_is_plausible"],
        "in space": ["latitude_is_on_earth"],
    }
