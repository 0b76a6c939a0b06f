"""How many segments: every k is fitted on a sample, and one is chosen."""

import random
from datetime import date

import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual
from tests.models.segments.crowds import SETTINGS, crowd
from tests.stats.iris import iris

from gcrm.core.frames import small
from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import plain, rows, same
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments import choices
from gcrm.models.segments import members as scores
from gcrm.models.segments.candidates import candidates
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.nearest import nearest
from gcrm.models.segments.scaling import Scale
from gcrm.models.segments.settings import Settings
from gcrm.stats.clustering import adjusted_rand_index

WATCHED = ("why", "moved", "stability_index", "unassigned_share", "kept_share")

AS_OF, NEXT = date(2018, 9, 1), date(2018, 10, 1)


def fitted(members, before=None, settings=SETTINGS, day=AS_OF):
    earlier = rows(members.sparkSession, CHOICES) if before is None else before
    return choices.build(members, earlier, settings, day)


def test_three_crowds_give_three_segments_and_a_sentence(chosen):
    same(chosen, [(2, False, 180), (3, True, 180), (4, False, 180)], "k", "is_chosen", "n_sample")
    row = chosen.filter("is_chosen").first()
    assert row.stability == 1.0
    assert row.smallest_share == pytest.approx(1 / 3)
    assert row.reason.startswith(f"k = 3 has the highest silhouette ({row.silhouette:.3f})")


def test_the_same_members_in_any_order_and_partitions_give_the_same_parameters(members, chosen):
    shuffled = members.repartition(5, F.reverse("member_id"))
    assertDataFrameEqual(fitted(shuffled), chosen, rtol=0, atol=0)


def test_too_few_members_are_one_segment(spark):
    made = fitted(rows(spark, MEMBER_FEATURES, *crowd(5)))
    same(made, [(1, True, None, 1.0)], "k", "is_chosen", "silhouette", "smallest_share")
    assert made.first().reason == "k = 1: 5 members are too few, or too alike, for 2 segments of 10 members."
    assert plain(scores.build(rows(spark, MEMBER_FEATURES, *crowd(5)), made), "segment") == [(1,)] * 5


def test_members_who_are_all_alike_are_one_segment(spark):
    alike = [{**next(crowd(1)), "member_id": str(i)} for i in range(40)]
    made = fitted(rows(spark, MEMBER_FEATURES, *alike))
    same(made, [(1, 0.0)], "k", "sse")


def test_no_members_no_segments(spark):
    none = rows(spark, MEMBER_FEATURES)
    made = fitted(none)
    assert made.count() == 0
    assert scores.build(none, made).count() == 0


def test_the_next_month_goes_on_with_the_same_fit(members, chosen):
    later = fitted(members, chosen, day=NEXT)
    unchanged = [name for name in CHOICES.columns if name not in ("as_of", *WATCHED)]
    assertDataFrameEqual(later.select(*unchanged), chosen.select(*unchanged), rtol=0, atol=0)
    row = later.filter("is_chosen").first()
    assert (row.as_of, row.fitted_on, row.why) == (NEXT, AS_OF, "stays as fitted on 2018-09-01")
    assert (row.stability_index, row.unassigned_share) == (pytest.approx(0, abs=1e-3), pytest.approx(0, abs=0.02))


def test_a_world_that_moved_rings_and_the_segments_keep_their_numbers(spark, chosen):
    moved = [{**one, "amount_per_visit": 4 * one["amount_per_visit"]} for one in crowd(180, seed=2)]
    later = fitted(rows(spark, MEMBER_FEATURES, *moved), chosen, day=NEXT).filter("is_chosen").first()
    assert later.fitted_on == NEXT
    assert later.why.startswith("amount_per_visit moved: stability index ")
    before = chosen.filter("is_chosen").first()
    assert (later.segments, later.kept_share) == (before.segments, pytest.approx(1.0, abs=0.02))
    scale = [(one.feature, one.median, one.scale) for one in before.parameters]
    assert [(one.feature, one.median, one.scale) for one in later.parameters] == scale, "the scale is frozen"


def test_a_refit_after_no_change_keeps_the_labels(spark, members, chosen):
    others = rows(spark, MEMBER_FEATURES, *crowd(180, seed=5))
    silent = chosen.withColumn("sizes", F.array(F.lit(1), F.lit(1), F.lit(1)))  # as if it were of three members
    refit = fitted(others, silent, day=NEXT).cache()
    again = refit.filter("is_chosen").first()
    assert again.fitted_on == NEXT
    before, now = scores.build(members, chosen), scores.build(members, refit)
    both = before.join(now.select("member_id", F.col("segment").alias("then")), "member_id")
    assert both.filter("segment = then").count() >= 0.99 * 180


def test_another_definition_is_fitted_anew_under_new_numbers(members, chosen):
    other = Settings(**{**vars(SETTINGS), "asinh": ("amount_per_visit", "amount")})
    row = (
        fitted(members.withColumn("amount", F.col("amount_per_visit")), chosen, other, NEXT).filter("is_chosen").first()
    )
    assert (row.why, min(row.segments)) == ("another definition than that of 2018-09-01", 1)


def test_where_no_number_is_stable_there_is_one_segment_and_it_is_said(spark):
    rng = random.Random(3)
    flat = [{"member_id": str(i), "n_visits": round(1000 * rng.random()), "recency_days": round(1000 * rng.random()),
             "amount_per_visit": 1000 * rng.random()} for i in range(90)]  # fmt: skip
    strict = Settings(**{**vars(SETTINGS), "min_stability": 0.999, "bootstraps": 4})
    made = fitted(rows(spark, MEMBER_FEATURES, *flat), None, strict).filter("is_chosen").first()
    assert made.k == 1
    assert made.reason.startswith("No number of segments is stable: of 3 candidates none has stability >= 0.999")


def test_one_member_of_a_thousand_millions_owns_no_segment(spark, members):
    giant = {**next(crowd(1)), "member_id": "giant", "amount_per_visit": 1e9, "n_visits": 10**9}
    strange = [{**next(crowd(1)), "member_id": f"odd {x}", "amount_per_visit": x} for x in (float("inf"), float("nan"))]
    sure = Settings(**{**vars(SETTINGS), "bootstraps": 10, "seeds": 3})
    with_it = fitted(members.unionByName(rows(spark, MEMBER_FEATURES, giant, *strange)), None, sure)
    row = with_it.filter("is_chosen").first()
    assert (row.k, row.n_sample) == (3, 183)
    assert min(row.sizes) >= 60


def test_iris_gives_the_published_figures_through_spark(spark):
    names = ("recency_days", "n_visits", "n_categories", "amount_per_visit")
    kinds = f"drawn int, member_id string, {', '.join(f'{name} double' for name in names)}, species int"
    flowers = small(spark, kinds, [(i, f"{i:03}", *row) for i, row in enumerate(iris())])
    plain_scale = [Scale(name, "linear", 0.0, 1.0, 100.0) for name in names]
    (row,) = candidates(flowers, plain_scale, [3], Settings(linear=names, log1p=(), asinh=(), seeds=5, bootstraps=2))
    assert (row.sse, sorted(row.sizes)) == (pytest.approx(78.8514, abs=5e-5), [38, 50, 62])
    assert row.silhouette == pytest.approx(0.7357, abs=5e-5)
    near = nearest(row.centres, [F.col(name) for name in names])["i"]
    cells = flowers.groupBy(near.alias("i"), "species").count().collect()
    table = [[sum(c["count"] for c in cells if (c.i, c.species) == (i, s)) for s in range(3)] for i in range(3)]
    assert adjusted_rand_index(table) == pytest.approx(0.7302, abs=5e-5)


def test_the_table_meets_its_contract(chosen):
    assert good(judged(match_columns(chosen, CHOICES), CHOICES)).count() == chosen.count() > 0
