"""From members to segments: the choice of k, its parameters, and the scores."""

from datetime import date

import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual
from tests.models.segments.crowds import SETTINGS, crowd

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import plain, rows
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments import centroids, choices
from gcrm.models.segments import members as scores
from gcrm.models.segments.centroids import CENTROIDS
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.models.segments.settings import Settings

AS_OF = date(2018, 9, 1)


@pytest.fixture(scope="module")
def chosen(members):
    return choices.build(members, SETTINGS, AS_OF).cache()


@pytest.fixture(scope="module")
def parameters(chosen):
    return centroids.build(chosen).cache()


@pytest.fixture(scope="module")
def scored(members, parameters):
    return scores.build(members, parameters).cache()


def test_three_crowds_give_three_segments_and_a_sentence(chosen):
    assert plain(chosen, "k", "is_chosen", "n_sample") == [(2, False, 180), (3, True, 180), (4, False, 180)]
    row = chosen.filter("is_chosen").first()
    assert row.stability == 1.0
    assert row.smallest_share == pytest.approx(1 / 3)
    assert row.reason.startswith(f"k = 3 has the highest silhouette ({row.silhouette:.3f})")


def test_every_crowd_is_a_segment_and_the_first_spends_most(scored):
    by_crowd = scored.groupBy(F.split("member_id", "-")[0].alias("crowd"), "segment").count()
    assert plain(by_crowd, "crowd", "count") == [("grand", 60), ("rare", 60), ("regular", 60)]
    assert plain(scored.filter("member_id LIKE 'grand-%'").select("segment").distinct()) == [(1,)]


def test_centres_go_back_to_what_the_crowds_do(parameters):
    centre = {(row.segment, row.feature): row.centre_value for row in parameters.collect()}
    assert centre[1, "amount_per_visit"] == pytest.approx(900, rel=0.15)
    assert centre[1, "n_visits"] == pytest.approx(8, rel=0.15)


def test_distances_are_those_that_the_fit_minimised(chosen, scored):
    sse = chosen.filter("is_chosen").first().sse
    assert scored.agg(F.sum(F.col("distance") ** 2)).first()[0] == pytest.approx(sse, rel=1e-6)


def test_the_same_members_in_any_order_and_partitions_give_the_same_parameters(members, chosen):
    shuffled = members.repartition(5, F.reverse("member_id"))
    assertDataFrameEqual(choices.build(shuffled, SETTINGS, AS_OF), chosen, rtol=0, atol=0)


def test_a_sample_fits_and_everybody_is_scored(members):
    few = Settings(**{**vars(SETTINGS), "sample": 90, "k_max": 3})
    made = choices.build(members, few, AS_OF)
    assert plain(made.select("n_sample").distinct()) == [(90,)]
    assert scores.build(members, centroids.build(made)).count() == 180


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
    assert plain(made, "k", "is_chosen", "silhouette", "smallest_share") == [(1, True, None, 1.0)]
    assert made.first().reason == "k = 1: 5 members are too few, or too alike, for 2 segments of 10 members."
    assert plain(scores.build(rows(spark, MEMBER_FEATURES, *crowd(5)), centroids.build(made)), "segment") == [(1,)] * 5


def test_members_who_are_all_alike_are_one_segment(spark):
    alike = [{**next(crowd(1)), "member_id": str(i)} for i in range(40)]
    made = choices.build(rows(spark, MEMBER_FEATURES, *alike), SETTINGS, AS_OF)
    assert plain(made, "k", "sse") == [(1, 0.0)]


def test_no_members_no_segments(spark):
    none = rows(spark, MEMBER_FEATURES)
    made = choices.build(none, SETTINGS, AS_OF)
    assert made.count() == 0
    assert scores.build(none, centroids.build(made)).count() == 0


def test_a_member_of_whom_a_feature_is_unknown_is_scored_by_the_others(spark, parameters):
    silent = {**next(crowd(1)), "member_id": "silent", "amount_per_visit": None}
    known = rows(spark, MEMBER_FEATURES, silent).withColumn("amount_per_visit", F.lit(None).cast("double"))
    assert scores.build(known, parameters).filter("distance IS NOT NULL").count() == 1


def test_all_three_tables_meet_their_contracts(chosen, parameters, scored):
    for frame, table in ((chosen, CHOICES), (parameters, CENTROIDS), (scored, SEGMENT_MEMBERS)):
        assert good(judged(match_columns(frame, table), table)).count() == frame.count() > 0, table.name


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"linear": ("wealth",)}, "features.members has no figure wealth; it has recency_days, "),
        ({"linear": ("n_visits",)}, "every feature has one transform"),
        ({"order_by": "tenure_days"}, "every feature has one transform"),
        ({"k_min": 1}, "k_min is 1 and k_max 7"),
        ({"seeds": 0}, "seeds, bootstraps, max_iterations, min_members and winsor must be above 0"),
    ],
)
def test_settings_that_contradict_themselves_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        Settings(**given)
