"""How many segments: every k is fitted on a sample, and one is chosen."""

from datetime import date

import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual
from tests.models.segments.crowds import SETTINGS, crowd

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import plain, rows, same
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments import centroids, choices
from gcrm.models.segments import members as scores
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.settings import Settings

AS_OF = date(2018, 9, 1)


def test_three_crowds_give_three_segments_and_a_sentence(chosen):
    same(chosen, [(2, False, 180), (3, True, 180), (4, False, 180)], "k", "is_chosen", "n_sample")
    row = chosen.filter("is_chosen").first()
    assert row.stability == 1.0
    assert row.smallest_share == pytest.approx(1 / 3)
    assert row.reason.startswith(f"k = 3 has the highest silhouette ({row.silhouette:.3f})")


def test_the_same_members_in_any_order_and_partitions_give_the_same_parameters(members, chosen):
    shuffled = members.repartition(5, F.reverse("member_id"))
    assertDataFrameEqual(choices.build(shuffled, SETTINGS, AS_OF), chosen, rtol=0, atol=0)


def of_all_in_order(members, settings):
    """The sample as the definition has it: every member's hash in order, cut."""
    every = [
        (row.drawn, row.member_id)
        for row in members.select(F.xxhash64("member_id").alias("drawn"), "member_id").collect()
    ]
    return sorted(every)[: settings.sample]


@pytest.mark.parametrize("sample", [1, 2, 7, 40, 89, 90, 180, 500])
def test_the_smallest_hashes_are_drawn_whatever_is_left_out_before(members, sample):
    settings = Settings(**{**vars(SETTINGS), "sample": sample})
    drawn = choices.drawn(members.repartition(6), settings)
    assert [(row.drawn, row.member_id) for row in drawn.collect()] == of_all_in_order(members, settings)


def test_where_too_few_hashes_are_small_all_members_are_looked_at(spark):
    # Ten members whose hashes are the largest of two hundred: none lies below the share that is tried first.
    ids = spark.range(200).select(F.col("id").cast("string").alias("member_id"))
    late = ids.orderBy(F.xxhash64("member_id").desc()).limit(10)
    frame = late.select("member_id", *(F.lit(1.0).alias(name) for name in SETTINGS.features))
    settings = Settings(**{**vars(SETTINGS), "sample": 3})
    drawn = choices.drawn(frame, settings)
    assert [(row.drawn, row.member_id) for row in drawn.collect()] == of_all_in_order(frame, settings)


def test_one_task_puts_about_twice_the_sample_in_order_however_many_members_there_are(spark):
    hashed = spark.range(100_000).select(F.xxhash64(F.col("id").cast("string")).alias("drawn"))
    assert 1_800 < choices._enough(hashed, 1_000).count() < 2_200


def test_too_few_members_are_one_segment(spark):
    made = choices.build(rows(spark, MEMBER_FEATURES, *crowd(5)), SETTINGS, AS_OF)
    same(made, [(1, True, None, 1.0)], "k", "is_chosen", "silhouette", "smallest_share")
    assert made.first().reason == "k = 1: 5 members are too few, or too alike, for 2 segments of 10 members."
    assert plain(scores.build(rows(spark, MEMBER_FEATURES, *crowd(5)), centroids.build(made)), "segment") == [(1,)] * 5


def test_members_who_are_all_alike_are_one_segment(spark):
    alike = [{**next(crowd(1)), "member_id": str(i)} for i in range(40)]
    made = choices.build(rows(spark, MEMBER_FEATURES, *alike), SETTINGS, AS_OF)
    same(made, [(1, 0.0)], "k", "sse")


def test_no_members_no_segments(spark):
    none = rows(spark, MEMBER_FEATURES)
    made = choices.build(none, SETTINGS, AS_OF)
    assert made.count() == 0
    assert scores.build(none, centroids.build(made)).count() == 0


def test_the_table_meets_its_contract(chosen):
    assert good(judged(match_columns(chosen, CHOICES), CHOICES)).count() == chosen.count() > 0
