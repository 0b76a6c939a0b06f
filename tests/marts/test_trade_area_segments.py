"""Members of a segment are shared out among a partner's stores by the chance of a visit, with what they leave."""

from datetime import date

import pytest

from gcrm.core.testing import rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.marts import trade_area_segments
from gcrm.marts.member_power import MEMBER_POWER
from gcrm.marts.portraits import PORTRAITS
from gcrm.models.purchasing_power.huff_parameters import HUFF_PARAMETERS
from gcrm.models.purchasing_power.store_reach import STORE_REACH
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.silver.areas import SILVER_AREAS

DAY = date(2018, 1, 31)
# Of two partners: kiosk has s1 and s2, market m1 and m2. From a 0.8 to s1 and 0.2 to s2, from b the other way round.
WAYS = {("a", "s1"): 1.0, ("a", "s2"): 2.0, ("b", "s1"): 2.0, ("b", "s2"): 1.0, ("a", "m1"): 1.0, ("a", "m2"): 1.0}
# Where a member lives (a1 is a part of a), the segment, and what is left in food and fun.
MEMBERS = [("a", 1, 30.0, 10.0), ("a1", 1, 10.0, 30.0), ("b", 1, 0.0, 0.0), ("b", 2, 5.0, 0.0), (None, 2, 9.0, 9.0)]


@pytest.fixture(scope="module")
def made(spark):
    power = [
        {
            "member_id": f"m{n}",
            "area_id": area,
            "headroom": food + fun,
            "groups": [{"category_group": "food", "headroom": food}, {"category_group": "fun", "headroom": fun}],
        }
        for n, (area, _, food, fun) in enumerate(MEMBERS)
    ]
    segments = [{"member_id": f"m{n}", "segment": segment} for n, (_, segment, *_) in enumerate(MEMBERS)]
    reach = [
        {
            "area_id": a,
            "store_id": s,
            "way": w,
            "partner_id": "kiosk" if s[0] == "s" else "market",
            "size": 5.0,
            "as_of": DAY,
        }
        for (a, s), w in WAYS.items()
    ]
    built = trade_area_segments.build(
        rows(spark, MEMBER_POWER, *power),
        rows(spark, SEGMENT_MEMBERS, *segments),
        rows(spark, PORTRAITS, *({"segment": 1, "segment_name": "often", "part": part} for part in ("who", "what"))),
        rows(spark, AREA_FEATURES, *({"area_id": area} for area in "ab")),
        rows(
            spark,
            SILVER_AREAS,
            *({"area_id": area, "parent_area_id": above} for area, above in (("a1", "a"), ("a", None), ("b", None))),
        ),
        rows(spark, STORE_REACH, *reach),
        rows(spark, HUFF_PARAMETERS, {"name": "attraction", "value": 1.0}, {"name": "friction", "value": 2.0}),
    )
    return {(row["store_id"], row["segment"]): row for row in built.collect()}


def test_members_of_an_area_are_shared_out_among_the_stores_of_each_partner(made):
    kiosk = {key: row["n_members"] for key, row in made.items() if row["partner_id"] == "kiosk"}
    assert kiosk == {
        ("s1", 1): pytest.approx(0.8 * 2 + 0.2), ("s2", 1): pytest.approx(0.2 * 2 + 0.8),
        ("s1", 2): pytest.approx(0.2), ("s2", 2): pytest.approx(0.8),
    }  # fmt: skip
    assert sum(kiosk.values()) == pytest.approx(4), "whose area is not known is nowhere"
    assert {key: made[key]["n_members"] for key in (("m1", 1), ("m2", 1))} == {("m1", 1): 1.0, ("m2", 1): 1.0}
    assert made["s1", 1]["segment_share"] == pytest.approx(1.8 / 2.0)
    assert (made["s1", 1]["segment_name"], made["s1", 2]["segment_name"]) == ("often", None)


def test_headroom_is_what_they_leave_and_the_first_group_is_where_most_lies(made):
    row = made["s1", 1]
    assert row["headroom"] == pytest.approx(0.8 * 80)
    assert row["groups"] == {"food": pytest.approx(32.0), "fun": pytest.approx(32.0)}
    assert (row["first_group"], row["first_headroom"]) == ("fun", pytest.approx(32.0))
    assert (made["s2", 2]["first_group"], made["s2", 2]["headroom"]) == ("food", pytest.approx(4.0))
    usual = 85 / 4
    assert row["index"] == pytest.approx(100 * row["headroom_per_member"] / usual)


def test_a_segment_that_leaves_nothing_has_no_first_group(spark):
    nothing = trade_area_segments.build(
        rows(spark, MEMBER_POWER, {"member_id": "m", "area_id": "a", "headroom": 0.0, "groups": []}),
        rows(spark, SEGMENT_MEMBERS, {"member_id": "m", "segment": 1}),
        rows(spark, PORTRAITS),
        rows(spark, AREA_FEATURES, {"area_id": "a"}),
        rows(spark, SILVER_AREAS, {"area_id": "a"}),
        rows(
            spark,
            STORE_REACH,
            {"area_id": "a", "store_id": "s", "partner_id": "p", "way": 1.0, "size": 1.0, "as_of": DAY},
        ),
        rows(spark, HUFF_PARAMETERS, {"name": "attraction", "value": 1.0}, {"name": "friction", "value": 2.0}),
    ).collect()
    assert [(row["first_group"], row["first_headroom"], row["index"], row["groups"]) for row in nothing] == [
        (None, 0.0, None, {})
    ]
