"""One made-up coalition, written once and only read."""

import pytest
from pyspark.sql import DataFrame, SparkSession

from gcrm.core.storage.lakehouse import Lakehouse

from .made_up import fill, power_inputs


@pytest.fixture(scope="session")
def power(spark: SparkSession) -> dict[str, DataFrame]:
    """What publish.area_power is built from."""
    return power_inputs(spark)


@pytest.fixture(scope="session")
def published_lake(
    spark: SparkSession, power: dict[str, DataFrame], tmp_path_factory: pytest.TempPathFactory
) -> Lakehouse:
    lake = Lakehouse(spark, str(tmp_path_factory.mktemp("made_up")))
    fill(lake, power)
    return lake
