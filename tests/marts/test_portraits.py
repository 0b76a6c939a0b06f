"""Segments beside all members, and what they are called."""

import math
from datetime import date

import pytest

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows, same
from gcrm.features.category_groups import CATEGORY_GROUPS
from gcrm.features.members import MEMBER_FEATURES
from gcrm.marts import portraits
from gcrm.marts.member_power import MEMBER_POWER
from gcrm.marts.portrait_rows import Settings
from gcrm.marts.portraits import PORTRAITS
from gcrm.models.segments.centroids import CENTROIDS
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS
from gcrm.warehouse.member_months import MEMBER_MONTHS
from gcrm.warehouse.topics.models import TOPIC_MODELS

AS_OF = date(2018, 1, 31)
CENTRES = {1: {"n_visits": 1.5}, 2: {"n_visits": -0.7}}


def build(spark, members, centres=CENTRES, months=(), areas=(), power=()):
    """`members`: segment and what is known of the member, whose id is the position."""
    people = [{"member_id": str(i), **given} for i, (_, given) in enumerate(members)]
    segments = [{"member_id": str(i), "segment": segment} for i, (segment, _) in enumerate(members)]
    middle = [
        {"segment": s, "feature": f, "position": 0, "centre": x} for s, of in centres.items() for f, x in of.items()
    ]
    frames = (
        rows(spark, MEMBER_FEATURES, *people),
        rows(spark, SEGMENT_MEMBERS, *segments),
        rows(spark, CENTROIDS, *(middle if members else [])),
        rows(spark, MEMBER_MONTHS, *months),
        rows(spark, SILVER_AREAS, *areas),
        rows(spark, MEMBER_POWER, *power),
        rows(spark, CATEGORY_GROUPS, {"category": "tea", "category_group": "drinks"}),
        rows(spark, PARTNERS, {"partner_id": "x", "segment": "food"}),
        rows(spark, TOPIC_MODELS, {"language": "en", "topic": 7, "name": "queue, wait", "model": "m"}),
    )
    return portraits.build(*frames, Settings(), AS_OF)


@pytest.fixture(scope="module")
def made(spark):
    often = [
        (
            1,
            {
                "n_visits": 9 + i % 2,
                "age_band": "25-34",
                "area_id": "a",
                "interests": {"tea": 1} if i < 40 else None,
                "topics": {"en-7": 2} if i < 30 else None,
            },
        )
        for i in range(60)
    ]
    seldom = [(2, {"n_visits": 1 + i % 2, "age_band": "65+" if i % 2 else None, "mean_score": 4.0}) for i in range(60)]
    bought = [{"member_id": str(i), "month": "2018-01-01", "category": "tea", "days": 1} for i in range(80)]
    area = {"area_id": "a", "region_code": "NO"}
    power = [{"member_id": "0", "power_p50": 50.0}, {"member_id": "60", "power_p50": 150.0}]
    return build(spark, [*often, *seldom], months=bought, areas=[area], power=power).cache()


def portrait(frame, segment, feature):
    return frame.filter(f"segment = {segment} AND feature = '{feature}'").first()


def test_a_segment_stands_beside_all_members(made):
    row = portrait(made, 2, "n_visits")
    assert (row.n_members, row.n_known, row.value, row.base) == (60, 60, 1.5, 5.5)
    assert row["index"] == pytest.approx(27.27, abs=0.01)
    assert row.index_low < row["index"] < row.index_high
    assert (row.segment_name, row.share, row.part, row.says) == (
        "few visits",
        0.5,
        "how",
        "visits a third as often as others",
    )


def test_what_separates_best_is_told_by_how_much(made):
    visits, tea = portrait(made, 1, "n_visits").separation, portrait(made, 1, "category: tea").separation
    assert visits == pytest.approx(16 / (2 * (16 + 0.25 * 60 / 59)))
    assert tea == pytest.approx(math.log(1.5))


def test_the_interval_of_a_mean_is_that_of_its_standard_error(made):
    row = portrait(made, 1, "n_visits")
    reach = 1.96 * (0.25 * 60 / 59) ** 0.5 / 60**0.5 / 5.5 * 100
    assert row.index_high - row["index"] == pytest.approx(reach, rel=1e-3)


def test_a_feature_known_of_nobody_or_the_same_for_all_is_left_out(made):
    assert portrait(made, 1, "discount_share") is None
    assert portrait(made, 1, "mean_score") is None, "all who are known gave four stars"
    assert portrait(made, 1, "recency_days") is None, "it is the same for all"


def test_what_is_stated_is_of_those_who_state_it_and_what_is_bought_of_all(made):
    young = portrait(made, 1, "age_band: 25-34")
    assert (young.part, young.value, young.n_known, young.base) == ("who", 1.0, 60, pytest.approx(60 / 90))
    tea = portrait(made, 2, "category: tea")
    assert (tea.part, tea.value, tea.n_known, tea.base) == ("what", pytest.approx(20 / 60), 60, pytest.approx(80 / 120))
    assert tea.says == "seldom buys tea"
    assert portrait(made, 1, "region: NO") is None, "all of whom a region is known live there"


def test_traits_stand_within_wider_ones(made):
    drinks, tea = portrait(made, 2, "category_group: drinks"), portrait(made, 2, "category: tea")
    assert (tea.within, drinks.within, drinks.part, drinks.value) == ("category_group: drinks", None, "what", tea.value)
    assert portrait(made, 1, "age_band: 25-34").within == "age: under 35"
    assert portrait(made, 1, "age: under 35").value == 1.0


def test_what_members_write_about_is_a_part_of_why(made):
    tea = portrait(made, 1, "interest: tea")
    assert (tea.part, tea.value, tea.base, tea.says) == ("why", 2 / 3, 1 / 3, "more often writes about tea")
    assert portrait(made, 2, "interest: tea").value == 0.0


def test_topics_stand_by_their_names_in_why(made):
    queue = portrait(made, 1, "topic: queue, wait (en-7)")
    assert (queue.part, queue.value, queue.base) == ("why", 0.5, 0.25)
    assert queue.says == "more often writes about queue, wait (en-7)"


def test_purchasing_power_is_a_part_of_what_they_are_worth(made):
    row = portrait(made, 1, "power_p50")
    assert (row.part, row.value, row.base) == ("worth", 50.0, 100.0)
    assert (row.says, row.index_low) == (None, None), "it is known of one member"


def test_shares_of_segments_add_up(made):
    assert made.filter("feature = 'n_visits'").groupBy().sum("share").first()[0] == pytest.approx(1.0)


def test_portraits_meet_their_contract(made):
    assert good(judged(match_columns(made, PORTRAITS), PORTRAITS)).count() == made.count() > 0


def test_without_segments_there_are_no_portraits(spark):
    assert build(spark, []).count() == 0


def test_one_segment_is_all_members(spark):
    one = build(spark, [(1, {"n_visits": i}) for i in range(1, 4)], {1: {"n_visits": 0.9}})
    same(one.select("segment_name").distinct(), [("all members",)])
