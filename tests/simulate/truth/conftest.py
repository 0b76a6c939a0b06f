"""The truth of the small coalition, through the one door."""

import pytest
from tests.simulate.coalition import DAYS

from gcrm.simulate.truth import Place, Truth


@pytest.fixture(scope="session")
def zone_truth(spark, scene, zone):
    return Truth(spark, Place(scene, zone, DAYS))
