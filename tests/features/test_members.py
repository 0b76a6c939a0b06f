"""All topics of a member in one row."""

from datetime import date

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows, same
from gcrm.features import members
from gcrm.features.members import MEMBER_FEATURES
from gcrm.features.payments import PAYMENT_FEATURES
from gcrm.features.posts import POST_FEATURES
from gcrm.features.profiles import PROFILE_FEATURES
from gcrm.features.purchases import PURCHASE_FEATURES

AS_OF = date(2018, 3, 1)
LATER = date(2018, 3, 2)


def build(spark, purchases, payments=(), posts=(), profiles=()):
    tables = (PURCHASE_FEATURES, PAYMENT_FEATURES, POST_FEATURES, PROFILE_FEATURES)
    given = {
        table.name.partition(".")[2]: rows(spark, table, *({"as_of": AS_OF, **row} for row in topic))
        for table, topic in zip(tables, (purchases, payments, posts, profiles), strict=True)
    }
    return members.build(**{name: given.get(name, rows(spark, table)) for name, table in members.STEP.inputs.items()})


def test_each_topic_adds_its_columns(spark):
    built = build(
        spark,
        [{"member_id": "m1", "n_visits": 4}],
        [{"member_id": "m1", "voucher_share": 0.25}],
        [{"member_id": "m1", "n_posts": 2, "mean_score": 4.5}],
        [{"member_id": "m1", "area_id": "a"}],
    )
    wanted = ("member_id", "as_of", "n_visits", "voucher_share", "n_posts", "mean_score", "area_id")
    same(built, [("m1", AS_OF, 4, 0.25, 2, 4.5, "a")], *wanted)


def test_what_was_never_told_is_null_not_zero_but_for_counts(spark):
    wanted = ("discount_share", "voucher_share", "text_share", "mean_instalments", "mean_score", "area_id", "n_posts")
    same(build(spark, [{"member_id": "m1"}]), [(*(None,) * 6, 0)], *wanted)


def test_members_without_a_purchase_are_not_in_it(spark):
    others = [{"member_id": "m2"}]
    same(build(spark, [{"member_id": "m1"}], others, others, others), [("m1",)], "member_id")


def test_what_holds_on_another_day_is_not_told(spark):
    built = build(spark, [{"member_id": "m1"}], profiles=[{"member_id": "m1", "as_of": LATER, "area_id": "a"}])
    same(built, [(AS_OF, None)], "as_of", "area_id")


def test_rows_meet_the_contract(spark):
    built = match_columns(build(spark, [{"member_id": "m1"}]), MEMBER_FEATURES)
    assert good(judged(built, MEMBER_FEATURES)).count() == 1
