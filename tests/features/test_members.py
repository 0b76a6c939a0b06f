"""Features of members as of a date."""

from datetime import date

import pytest

from gcrm.core.running.quality import bad, judged, match_columns
from gcrm.core.testing import plain, rows
from gcrm.features import members
from gcrm.features.members import MEMBER_FEATURES
from gcrm.warehouse.member_history import MEMBER_HISTORY
from gcrm.warehouse.member_totals import MEMBER_TOTALS

AS_OF = date(2018, 3, 1)


def total(**given):
    usual = {"member_id": "m1", "first_purchase_date": "2018-01-30", "last_purchase_date": "2018-02-09", "n_visits": 4}
    weekdays = {f"n_visits_{day}": 0 for day in ("saturday", "sunday")}
    return {**usual, **weekdays, "n_lines": 8, "amount": 100, "n_payments": 0, "n_posts": 0, "n_texts": 0, **given}


def build(spark, totals, history=(), as_of=AS_OF):
    return members.build(rows(spark, MEMBER_TOTALS, *totals), rows(spark, MEMBER_HISTORY, *history), as_of)


def test_time_and_money(spark):
    built = build(spark, [total()])
    assert plain(built, "as_of", "recency_days", "tenure_days", "n_visits", "amount_per_visit") == [
        (AS_OF, 20, 30, 4, 25.0)
    ]


def test_shares_are_of_their_own_wholes(spark):
    given = total(
        n_lines_night=2, n_lines_evening=6, n_visits_saturday=1, n_visits_sunday=2, discount=25,
        n_payments=4, n_payments_voucher=1, n_payments_credit_card=3, n_posts=2, n_texts=1,
    )  # fmt: skip
    wanted = ("night_share", "evening_share", "weekend_share", "discount_share", "voucher_share", "text_share")
    assert plain(build(spark, [given]), *wanted) == [(0.25, 0.75, 0.75, 0.2, 0.25, 0.5)]


def test_what_was_never_told_is_null_not_zero(spark):
    wanted = ("discount_share", "voucher_share", "text_share", "mean_instalments", "mean_score", "area_id")
    assert plain(build(spark, [total()]), *wanted) == [(None,) * 6]


def test_members_without_a_purchase_have_no_features(spark):
    assert build(spark, [total(n_visits=0, first_purchase_date=None, last_purchase_date=None)]).count() == 0


@pytest.mark.parametrize(
    ("as_of", "area"), [(date(2018, 2, 27), None), (date(2018, 2, 28), "a"), (date(2018, 3, 4), "b")]
)
def test_the_place_is_that_of_the_day(spark, as_of, area):
    history = [
        {"member_id": "m1", "valid_from": "2018-02-28", "valid_to": "2018-03-03", "area_id": "a"},
        {"member_id": "m1", "valid_from": "2018-03-04", "valid_to": None, "area_id": "b"},
    ]
    assert plain(build(spark, [total()], history, as_of), "area_id") == [(area,)]


def test_a_purchase_after_the_date_is_refused_with_its_reason(spark):
    built = match_columns(build(spark, [total()], as_of=date(2018, 2, 1)), MEMBER_FEATURES)
    assert plain(bad(judged(built, MEMBER_FEATURES)), "_failed") == [(["last_purchase_is_not_after_as_of"],)]


def test_only_returns_bring_no_discount_share_beyond_one(spark):
    assert plain(build(spark, [total(amount=-10, discount=5)]), "discount_share") == [(1.0,)]
