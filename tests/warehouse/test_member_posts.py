"""Everything a member said and scored."""

from gcrm.core.testing import rows, same
from gcrm.silver.posts import POSTS
from gcrm.warehouse import member_posts


def totals(spark, *posts):
    return member_posts.build(rows(spark, POSTS, *posts))


def test_posts_texts_and_scores_have_their_own_counts(spark):
    built = totals(
        spark,
        {"post_id": "1", "member_id": "m1", "score": 5, "text": "good"},
        {"post_id": "2", "member_id": "m1", "score": 2},
        {"post_id": "3", "member_id": "m1", "text": "again"},
        {"post_id": "4", "member_id": None, "score": 1},
    )
    same(built, [(3, 2, 3.5)], "n_posts", "n_texts", "mean_score")


def test_who_gave_no_score_has_no_mean(spark):
    same(totals(spark, {"post_id": "1", "member_id": "m1", "text": "hm"}), [(1, None)], "n_posts", "mean_score")


def test_who_only_wrote_is_there(spark):
    same(totals(spark, {"post_id": "1", "member_id": "m9", "score": 1}), [("m9", 1)], "member_id", "n_posts")


def test_nothing_delivered_gives_nothing(spark):
    assert totals(spark).count() == 0
