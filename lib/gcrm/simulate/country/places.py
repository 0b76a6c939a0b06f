"""What people call the neighbourhood that they live in."""

import pandas as pd
from pyspark.sql import DataFrame, SparkSession

from gcrm.simulate.country import Country
from gcrm.simulate.parameters import LANGUAGES


def place_names(spark: SparkSession, country: Country) -> DataFrame:
    """lives (neighbourhood), half (0 or 1), reformed (0 or 1), variant (a language, or 0 to 2 for a spelling of the
    official name), place, province: small, because it grows with the country alone."""
    rows = _rows(country)
    return spark.createDataFrame(rows.astype({"lives": "int32", "half": "int32", "reformed": "int32"}))


def _rows(country: Country) -> pd.DataFrame:
    named = {0: country.areas.set_index("area_id"), 1: country.reformed.set_index("area_id")}
    rows = []
    for lives, place in country.neighbourhoods.iterrows():
        for half in (0, 1):
            after = place["new_area_ids"][min(half, len(place["new_area_ids"]) - 1)]
            for reformed, area_id in ((0, place["area_id"]), (1, after)):
                area = named[reformed].loc[area_id]
                called = {
                    **{language: getattr(area["names"], language) for language in LANGUAGES},
                    **{str(i): spelling for i, spelling in enumerate(area["names"].spellings)},
                }
                rows += [
                    (lives, half, reformed, variant, name, area["region_code"]) for variant, name in called.items()
                ]
    return pd.DataFrame(rows, columns=["lives", "half", "reformed", "variant", "place", "province"])
