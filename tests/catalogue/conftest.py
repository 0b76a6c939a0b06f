"""A validator of a lakehouse with two areas."""

import pytest
from pyspark.sql import SparkSession
from tests.catalogue.contracts import AREAS

from gcrm.catalogue.validation import Validator
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import rows


@pytest.fixture
def validator(lake: Lakehouse, spark: SparkSession) -> Validator:
    lake.replace(AREAS, rows(spark, AREAS, {"area_id": "north"}, {"area_id": "south"}), {})
    return Validator(lake)
