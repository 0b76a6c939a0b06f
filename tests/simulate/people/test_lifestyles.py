"""What is done to types on purpose: odd members, and a group that moves; all others stay who they are."""

import pytest

from gcrm.simulate.people import repertoires, visits
from gcrm.simulate.people.members import members

OCCASIONAL, FAMILIES, DAY = 3, 1, 252


@pytest.fixture(scope="module")
def changed(keeping):
    made = keeping(3000, "lifestyles.deviators=0.05", "lifestyles.moved=0.5")
    made.keep("members", members(made.spark, made.scene))
    return made


def test_as_many_are_odd_and_move_as_is_asked_and_nobody_else_changes(changed, keeping):
    usual = keeping(3000)
    before = members(usual.spark, usual.scene).select("member", "archetype", "spend_rate").toPandas()
    now = changed.frame("members").set_index("member").loc[before["member"]]
    odd = (now["archetype"] >= 5).to_numpy()
    assert odd.mean() == pytest.approx(0.05, abs=0.015)
    assert (now["archetype"].to_numpy() == before["archetype"].to_numpy())[~odd].all()
    assert (now["spend_rate"].to_numpy() == before["spend_rate"].to_numpy()).all()
    moves = now["next_archetype"] != now["archetype"]
    assert set(now[moves]["archetype"]) == {OCCASIONAL}
    assert set(now[moves]["next_archetype"]) == {FAMILIES}
    assert moves[now["archetype"] == OCCASIONAL].mean() == pytest.approx(0.5, abs=0.08)


def test_movers_come_as_often_as_their_new_type_from_their_day_on(changed, kept):
    habits = repertoires.repertoires(changed.table("members"), changed.scene)
    around = visits.visits(habits, kept.table("choices"), changed.scene, DAY - 84, DAY + 84)
    changed.keep("visits", around.select("member", "day", "archetype"))
    people = changed.frame("members")
    moved = people.assign(moved=people["next_archetype"] != people["archetype"])[["member", "moved"]]
    seen = changed.frame("visits").merge(moved, on="member")
    n = seen.groupby(["moved", seen["day"] >= DAY]).size()
    assert n[True, True] / n[True, False] == pytest.approx(8, rel=0.35), "families come eight times as often"
    assert n[False, True] / n[False, False] == pytest.approx(1, rel=0.15)
    assert set(seen[seen["moved"] & (seen["day"] >= DAY)]["archetype"]) == {FAMILIES}
