"""Who went up and down between fifths of spend, by the limits of the earlier day."""

from datetime import date

import pytest

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import plain, rows
from gcrm.features.recent import RECENT_FEATURES
from gcrm.marts import tier_migrations
from gcrm.marts.segment_migrations import Settings
from gcrm.marts.tier_migrations import TIER_MIGRATIONS

BEFORE, NOW = date(2018, 1, 31), date(2018, 2, 28)


def build(spark, then, now):
    """`then`, `now`: what each member spends a month."""
    told = [
        {"member_id": who, "as_of": day, "recent_visits": 2.0, "recent_amount_per_visit": spent / 2}
        for day, spends in ((BEFORE, then), (NOW, now))
        for who, spent in spends.items()
    ]
    return tier_migrations.build(rows(spark, RECENT_FEATURES, *told), Settings(), NOW)


@pytest.fixture(scope="module")
def made(spark):
    then = {f"m{i}": float(i) for i in range(100)}
    # Twenty of the last fifth spend as the top one does, five of the top fifth are gone, and three are new.
    now = {f"m{i}": float(i) for i in range(20, 95)} | {f"m{i}": 90.0 for i in range(20)}
    return build(spark, then, now | {f"n{i}": 50.0 for i in range(3)}).cache()


def test_who_rises_comes_first_in_words(made):
    first = made.filter("rank = 1").first()
    assert (first.from_tier, first.to_tier, first.n_members, first.n_back, first.is_sure) == (5, 1, 20, 0, True)
    assert (
        first.says == '20 members went from "last fifth" to "top fifth": 100% of them (84% to 100%), nobody went back'
    )


def test_limits_are_those_of_the_earlier_day(made):
    stays = made.filter("from_tier = to_tier AND from_tier > 0")
    assert sorted(plain(stays, "from_tier", "n_members")) == [(1, 15), (2, 20), (3, 20), (4, 20)]


def test_who_buys_no_more_and_who_begins_are_named(made):
    says = [row.says for row in made.filter("from_tier = 0 OR to_tier = 0").orderBy("rank").collect()]
    assert says[0].startswith('5 members went from "top fifth" to "nothing bought in a year"')
    assert says[1] == '3 members came new into "middle fifth"'


def test_the_table_meets_its_contract(made):
    assert good(judged(match_columns(made, TIER_MIGRATIONS), TIER_MIGRATIONS)).count() == made.count() > 0


def test_a_first_day_has_no_movements(spark):
    assert build(spark, {}, {"m": 3.0}).count() == 0
