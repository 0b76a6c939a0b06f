"""Areas that the tests of matched tables share."""

import pytest
from pyspark.sql import DataFrame, SparkSession

from gcrm.core.testing import rows
from gcrm.silver.areas import SILVER_AREAS


def area(
    area_id: str, name_folded: str, region: str, *other_names: str, level: str = "municipality"
) -> dict[str, object]:
    """One made-up area around 20 degrees south, 45 degrees west."""
    return {
        "area_id": area_id,
        "level": level,
        "name_folded": name_folded,
        "region_code": region,
        "other_names": list(other_names) or None,
        "latitude": -20.0,
        "longitude": -45.0,
    }


@pytest.fixture(scope="session")
def areas(spark: SparkSession) -> DataFrame:
    return rows(
        spark,
        SILVER_AREAS,
        area("35", "saopaulo", "SP", level="state"),
        area("1", "saopaulo", "SP"),
        area("2", "mogiguacu", "SP", "Moji-Guaçu", "Mogi Guassu"),
        area("3", "bomjesus", "PI"),
        area("4", "bomjesus", "SC"),
        area("5", "paraty", "RJ", "Parati"),
        area("6", "santarita", "PB", "Vila Velha"),
        area("7", "vilavelha", "PB") | {"name": "Vila Velha"},
    )


@pytest.fixture(scope="session")
def city(spark: SparkSession) -> DataFrame:
    """A district, a neighbourhood of its name, and one within another district."""
    return rows(
        spark,
        SILVER_AREAS,
        area("d1", "gangnam", "11", level="district"),
        area("n1", "gangnam", "11", level="neighbourhood"),
        area("d2", "mapo", "11", level="district"),
        area("n2", "hapjeong", "11", level="neighbourhood"),
    )
