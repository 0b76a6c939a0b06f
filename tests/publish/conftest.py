"""One made-up coalition, written once and only read."""

import pytest
from pyspark.sql import SparkSession

from gcrm.core.lakehouse import Lakehouse

from .made_up import fill


@pytest.fixture(scope="session")
def published_lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lakehouse:
    lake = Lakehouse(spark, str(tmp_path_factory.mktemp("made_up")))
    fill(lake)
    return lake
