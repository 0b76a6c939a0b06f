"""The sample that is fitted on: the smallest hashes, however it is found."""

import pytest
from pyspark.sql import functions as F

from gcrm.models.segments import sample


def of_all_in_order(members, n):
    """The sample as the definition has it: every member's hash in order, cut."""
    every = [
        (row.drawn, row.member_id)
        for row in members.select(F.xxhash64("member_id").alias("drawn"), "member_id").collect()
    ]
    return sorted(every)[:n]


@pytest.mark.parametrize("n", [1, 2, 7, 40, 89, 90, 180, 500])
def test_the_smallest_hashes_are_drawn_whatever_is_left_out_before(members, n):
    drawn = sample.smallest(members.repartition(6), n)
    assert [(row.drawn, row.member_id) for row in drawn.collect()] == of_all_in_order(members, n)


def test_where_too_few_hashes_are_small_all_members_are_looked_at(spark):
    # Ten members whose hashes are the largest of two hundred: none lies below the share that is tried first.
    ids = spark.range(200).select(F.col("id").cast("string").alias("member_id"))
    late = ids.orderBy(F.xxhash64("member_id").desc()).limit(10)
    frame = late.select("member_id")
    drawn = sample.smallest(frame, 3)
    assert [(row.drawn, row.member_id) for row in drawn.collect()] == of_all_in_order(frame, 3)


def test_one_task_puts_about_twice_the_sample_in_order_however_many_members_there_are(spark):
    hashed = spark.range(100_000).select(F.xxhash64(F.col("id").cast("string")).alias("drawn"))
    assert 1_800 < sample._enough(hashed, 1_000).count() < 2_200
