"""Every member is scored by the parameters alone."""

from datetime import date

import pytest
from pyspark.sql import functions as F
from tests.models.segments.crowds import SETTINGS, crowd

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows, same
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments import centroids, choices
from gcrm.models.segments import members as scores
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.models.segments.settings import Settings

AS_OF = date(2018, 9, 1)


def test_every_crowd_is_a_segment_and_the_first_spends_most(scored):
    by_crowd = scored.groupBy(F.split("member_id", "-")[0].alias("crowd"), "segment").count()
    same(by_crowd, [("grand", 60), ("rare", 60), ("regular", 60)], "crowd", "count")
    same(scored.filter("member_id LIKE 'grand-%'").select("segment").distinct(), [(1,)])


def test_distances_are_those_that_the_fit_minimised(chosen, scored):
    sse = chosen.filter("is_chosen").first().sse
    assert scored.agg(F.sum(F.col("distance") ** 2)).first()[0] == pytest.approx(sse, rel=1e-6)


def test_a_sample_fits_and_everybody_is_scored(members):
    few = Settings(**{**vars(SETTINGS), "sample": 90, "k_max": 3})
    made = choices.build(members, few, AS_OF)
    same(made.select("n_sample").distinct(), [(90,)])
    assert scores.build(members, centroids.build(made)).count() == 180


def test_a_member_of_whom_a_feature_is_unknown_is_scored_by_the_others(spark, parameters):
    silent = {**next(crowd(1)), "member_id": "silent", "amount_per_visit": None}
    known = rows(spark, MEMBER_FEATURES, silent).withColumn("amount_per_visit", F.lit(None).cast("double"))
    assert scores.build(known, parameters).filter("distance IS NOT NULL").count() == 1


def test_the_table_meets_its_contract(scored):
    assert good(judged(match_columns(scored, SEGMENT_MEMBERS), SEGMENT_MEMBERS)).count() == scored.count() > 0
