"""Members in three crowds, as a frame."""

import pytest
from tests.models.segments.crowds import crowd

from gcrm.core.testing import rows
from gcrm.features.members import MEMBERS


@pytest.fixture(scope="package")
def members(spark):
    return rows(spark, MEMBERS, *crowd(180))
