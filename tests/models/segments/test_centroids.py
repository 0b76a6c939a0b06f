"""The centres of the chosen segments, on the frozen scale and in the own unit."""

import pytest

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows
from gcrm.models.segments.centroids import CENTROIDS, centres_of


def test_centres_go_back_to_what_the_crowds_do(parameters):
    centre = {(row.segment, row.feature): row.centre_value for row in parameters.collect()}
    assert centre[1, "amount_per_visit"] == pytest.approx(900, rel=0.15)
    assert centre[1, "n_visits"] == pytest.approx(8, rel=0.15)


def test_the_table_meets_its_contract(parameters):
    assert good(judged(match_columns(parameters, CENTROIDS), CENTROIDS)).count() == parameters.count() > 0


def test_centres_are_read_by_segment_and_feature(spark):
    given = rows(spark, CENTROIDS, {"segment": 2, "feature": "amount", "centre": 0.5}).collect()
    assert centres_of(given) == {2: {"amount": 0.5}}
