"""Members in three crowds, as a frame."""

import pytest
from tests.models.segments.crowds import crowd

from gcrm.core.testing import rows
from gcrm.features.members import MEMBER_FEATURES


@pytest.fixture(scope="package")
def members(spark):
    return rows(spark, MEMBER_FEATURES, *crowd(180))
