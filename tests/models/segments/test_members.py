"""Every member is scored by the parameters alone."""

from datetime import date

import numpy as np
import pytest
from pyspark.sql import functions as F
from tests.models.segments.crowds import SETTINGS, crowd

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows, same
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments import choices
from gcrm.models.segments import members as scores
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.fit import MIXTURE, of_row
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.models.segments.scaling import scaled
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
    made = choices.build(members, rows(members.sparkSession, CHOICES), few, AS_OF)
    same(made.select("n_sample").distinct(), [(90,)])
    assert scores.build(members, made).count() == 180


def test_a_member_of_whom_a_feature_is_unknown_is_scored_by_the_others(spark, chosen):
    silent = {**next(crowd(1)), "member_id": "silent", "amount_per_visit": None}
    known = rows(spark, MEMBER_FEATURES, silent).withColumn("amount_per_visit", F.lit(None).cast("double"))
    assert scores.build(known, chosen).filter("distance IS NOT NULL").count() == 1


def test_about_one_in_two_hundred_is_farther_than_members_of_the_fit_were(spark, chosen, scored):
    assert scored.filter("is_unassigned").count() == 0, "the farthest of sixty members is the limit"
    far = {**next(crowd(1)), "member_id": "far", "recency_days": 9000, "amount_per_visit": 1e7}
    assert scores.build(rows(spark, MEMBER_FEATURES, far), chosen).first().is_unassigned


def test_members_of_crowds_that_lie_apart_are_sure_and_one_between_two_is_not(spark, chosen, scored):
    assert scored.filter("confidence < 0.99").count() == 0
    between = {**next(crowd(1)), "member_id": "between", "recency_days": 30, "n_visits": 12, "amount_per_visit": 28.0}
    regular, rare = (next(one for one in crowd(3) if one["member_id"].startswith(name)) for name in ("regular", "rare"))
    made = scores.build(rows(spark, MEMBER_FEATURES, between, regular, rare), chosen).collect()
    sure = {row.member_id: row for row in made}
    assert sure["between"].confidence < min(row.confidence for row in made if row.member_id != "between") + 1e-12
    assert {sure["between"].segment, sure["between"].second_segment} == {row.segment for row in made}


def test_the_share_is_that_of_the_mixture(members, chosen, scored):
    row = chosen.filter("is_chosen").first()
    x = np.array(members.orderBy("member_id").select(F.array(*map(scaled, of_row(row).scales))).collect())[:, 0]
    shares = []
    for constant, mean, white in zip(*(row.mixture[name] for name in MIXTURE), strict=True):
        w = np.reshape(white, (len(mean), -1))
        shares.append(constant - np.square((x - mean) @ w.T).sum(axis=1) / 2)
    logs = np.array(shares).T
    own = np.exp(logs.max(axis=1) - np.logaddexp.reduce(logs, axis=1))
    found = [one.confidence for one in scored.orderBy("member_id").collect()]
    assert found == pytest.approx(own.tolist(), abs=1e-9)


def test_the_table_meets_its_contract(scored):
    assert good(judged(match_columns(scored, SEGMENT_MEMBERS), SEGMENT_MEMBERS)).count() == scored.count() > 0
