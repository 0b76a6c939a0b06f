"""What a member bought, as of a date."""

from datetime import date

from gcrm.core.running.quality import bad, judged, match_columns
from gcrm.core.testing import rows, same
from gcrm.features import purchases
from gcrm.features.purchases import PURCHASE_FEATURES
from gcrm.warehouse.member_purchases import MEMBER_PURCHASES

AS_OF = date(2018, 3, 1)


def total(**given):
    usual = {"member_id": "m1", "first_purchase_date": "2018-01-30", "last_purchase_date": "2018-02-09", "n_visits": 4}
    weekdays = {f"n_visits_{day}": 0 for day in ("saturday", "sunday")}
    return {**usual, **weekdays, "n_lines": 8, "amount": 100, **given}


def build(spark, *totals, as_of=AS_OF):
    return purchases.build(rows(spark, MEMBER_PURCHASES, *totals), as_of)


def test_time_and_money(spark):
    built = build(spark, total())
    same(built, [(AS_OF, 20, 30, 4, 25.0)], "as_of", "recency_days", "tenure_days", "n_visits", "amount_per_visit")


def test_shares_are_of_their_own_wholes(spark):
    given = total(n_lines_night=2, n_lines_evening=6, n_visits_saturday=1, n_visits_sunday=2, discount=25)
    wanted = ("night_share", "evening_share", "weekend_share", "discount_share")
    same(build(spark, given), [(0.25, 0.75, 0.75, 0.2)], *wanted)


def test_a_discount_that_was_never_told_is_null_not_zero(spark):
    same(build(spark, total()), [(None,)], "discount_share")


def test_only_returns_bring_no_discount_share_beyond_one(spark):
    same(build(spark, total(amount=-10, discount=5)), [(1.0,)], "discount_share")


def test_members_without_a_purchase_have_no_features(spark):
    assert build(spark, total(n_visits=0, first_purchase_date=None, last_purchase_date=None)).count() == 0


def test_a_purchase_after_the_date_is_refused_with_its_reason(spark):
    built = match_columns(build(spark, total(), as_of=date(2018, 2, 1)), PURCHASE_FEATURES)
    same(bad(judged(built, PURCHASE_FEATURES), PURCHASE_FEATURES), [(["last_purchase_is_not_after_as_of"],)], "_failed")
