"""Members in three crowds, as a frame, and what becomes of them: the choice of k, its parameters, and the scores."""

from datetime import date

import pytest
from tests.models.segments.crowds import SETTINGS, crowd

from gcrm.core.testing import rows
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments import centroids, choices
from gcrm.models.segments import members as scores
from gcrm.models.segments.choices import CHOICES

AS_OF = date(2018, 9, 1)


@pytest.fixture(scope="package")
def members(spark):
    return rows(spark, MEMBER_FEATURES, *crowd(180))


@pytest.fixture(scope="package")
def chosen(spark, members):
    return choices.build(members, rows(spark, CHOICES), SETTINGS, AS_OF).cache()


@pytest.fixture(scope="package")
def parameters(chosen):
    return centroids.build(chosen).cache()


@pytest.fixture(scope="package")
def scored(members, chosen):
    return scores.build(members, chosen).cache()
