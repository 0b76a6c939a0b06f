"""What segments of a month ago tell of the month since, against quintiles."""

from datetime import date

import pytest

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows
from gcrm.features.purchases import PURCHASE_FEATURES
from gcrm.models.segments import lift
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.lift import LIFT, Settings
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.warehouse.member_months import MEMBER_MONTHS

BEFORE, NOW = date(2018, 1, 31), date(2018, 2, 28)


def build(spark, days=(BEFORE, NOW)):
    """Sixty members in two segments; those of the second spend ten times as much, on fish. Quintiles say nothing."""
    people = [(f"m{i}", 1 + i % 2, i) for i in range(60)]
    segments = [{"member_id": m, "as_of": day, "segment": s} for m, s, _ in people for day in days]
    features = [
        {"member_id": m, "as_of": BEFORE, "recency_days": i // 2, "n_visits": i // 2, "amount": i // 2}
        for m, _, i in people
    ]
    later = [
        {
            "member_id": m,
            "month": "2018-02-01",
            "category": "fish" if s == 2 else "tea",
            "amount": 100 if s == 2 else 10,
        }
        for m, s, _ in people
    ]
    earlier = [{"member_id": m, "month": "2018-01-01", "category": "tea", "amount": 1000} for m, _, _ in people]
    return lift.build(
        rows(spark, SEGMENT_MEMBERS, *segments),
        rows(spark, PURCHASE_FEATURES, *features),
        rows(spark, MEMBER_MONTHS, *later, *earlier),
        rows(spark, CHOICES, {"k": 2, "as_of": BEFORE, "is_chosen": True, "stability": 0.9}),
        Settings(),
        NOW,
    )


@pytest.fixture(scope="module")
def made(spark):
    return build(spark).cache()


def test_segments_that_matter_tell_what_quintiles_do_not(made):
    found = {row.grouping: row for row in made.collect()}
    segments, rfm = found["segments"], found["rfm"]
    assert (segments.n_groups, segments.n_members, segments.since) == (2, 60, BEFORE)
    assert (segments.spend_told, segments.category_told) == (pytest.approx(1.0), pytest.approx(1.0))
    assert segments.best_lift == pytest.approx(100 / 55)
    assert rfm.n_groups > 2
    assert (segments.stability, rfm.stability) == (0.9, None)
    assert rfm.spend_told < 0.1


def test_without_an_earlier_day_nothing_is_judged(spark):
    assert build(spark, (NOW,)).count() == 0


def test_the_table_meets_its_contract(made):
    assert good(judged(match_columns(made, LIFT), LIFT)).count() == made.count() == 2


def test_days_are_one_or_more():
    with pytest.raises(ValueError, match="days and categories must be 1 or more"):
        Settings(days=0)
