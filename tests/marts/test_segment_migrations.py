"""Who went where between two days, the biggest movement first."""

from datetime import date

import pytest

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import plain, rows
from gcrm.marts import segment_migrations as migrations
from gcrm.marts.portraits import PORTRAITS
from gcrm.marts.segment_migrations import MIGRATIONS, Settings, moved
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.models.segments.refits import REFITS

BEFORE, NOW = date(2018, 1, 31), date(2018, 2, 28)
# segment then and now: members; 40 moved on purpose from 1 to 2, some went to and fro, ten are new.
PAIRS = {(1, 1): 60, (1, 2): 40, (2, 2): 90, (2, 1): 6, (3, 3): 50, (2, 3): 4, (3, 2): 5, (0, 3): 10}


def build(spark, pairs, fitted=(BEFORE, BEFORE)):
    people = [(f"{pair}-{i}", *pair) for pair, n in pairs.items() for i in range(n)]
    told = [{"member_id": who, "as_of": BEFORE, "segment": then} for who, then, _ in people if then]
    told += [{"member_id": who, "as_of": NOW, "segment": now} for who, _, now in people if now]
    fits = [{"as_of": day, "fitted_on": fit} for day, fit in zip((BEFORE, NOW), fitted, strict=True)]
    names = [
        {"segment": i, "segment_name": name, "as_of": NOW} for i, name in ((1, "rare"), (2, "often"), (3, "grand"))
    ]
    frames = (rows(spark, SEGMENT_MEMBERS, *told), rows(spark, REFITS, *fits), rows(spark, PORTRAITS, *names))
    return migrations.build(*frames, Settings(), NOW)


@pytest.fixture(scope="module")
def made(spark):
    return build(spark, PAIRS).cache()


def test_the_group_that_moved_comes_first_with_its_interval(made):
    first = made.filter("rank = 1").first()
    assert (first.from_segment, first.to_segment, first.n_members, first.n_back, first.is_sure) == (1, 2, 40, 6, True)
    assert first.share_low < 0.4 < first.share_high
    assert first.says == '40 members went from "rare" to "often": 40% of them (31% to 50%), 6 went back'


def test_to_and_fro_is_no_movement(made):
    assert plain(made.filter("is_sure"), "from_segment", "to_segment") == [(0, 3), (1, 2)]
    assert made.filter("from_segment = 3 AND to_segment = 2").first().says.endswith("; no more than chance may do")


def test_everybody_is_in_one_cell_and_shares_of_a_segment_add_up(made):
    assert made.groupBy().sum("n_members").first()[0] == sum(PAIRS.values())
    assert made.filter("from_segment = 2").groupBy().sum("share").first()[0] == pytest.approx(1.0)


def test_a_refit_in_between_is_said(spark, made):
    assert not made.first().is_refit
    assert build(spark, {(1, 2): 3}, (BEFORE, NOW)).first().is_refit


def test_a_first_day_has_no_movements(spark):
    one = rows(spark, SEGMENT_MEMBERS, {"member_id": "m", "as_of": NOW, "segment": 1})
    fits, names = rows(spark, REFITS, {"as_of": NOW, "fitted_on": NOW}), rows(spark, PORTRAITS)
    assert migrations.build(one, fits, names, Settings(), NOW).count() == 0


def test_who_is_gone_and_who_is_new_are_named():
    told = {row["says"] for row in moved({(0, 1): 1, (1, 0): 2, (1, 1): 5}, {1: "often"})}
    assert '1 member came new into "often"' in told
    assert any('"often" to "no member any more"' in says for says in told)


def test_the_table_meets_its_contract(made):
    assert good(judged(match_columns(made, MIGRATIONS), MIGRATIONS)).count() == made.count() > 0


def test_days_are_one_or_more():
    with pytest.raises(ValueError, match="days is 0; 1 or more works"):
        Settings(days=0)
