"""The points ledger: every basket earns by its lines, and at some of them points are burnt."""

import numpy as np
import pytest
from tests.simulate.coalition import DAYS, told, true_frame
from tests.simulate.likelihood import near


@pytest.fixture(scope="module")
def ledger(zone):
    found = told(zone, "programme/points/*.csv")
    return found.assign(points=found["points"].astype(int))


@pytest.fixture(scope="module")
def earned(ledger):
    return ledger[ledger["kind"] == "earned"].set_index("receipt")


def test_every_basket_earns_once_for_the_member_who_bought_it(zone, scene, earned):
    visits = true_frame(zone, "visits").query(f"0 <= day < {DAYS}").merge(true_frame(zone, "members"), on="member")
    partner = np.array([brand.partner_id for brand in scene.brands])[visits["brand"]]
    wanted = {f"{p}-{v % 2**64:x}": card for p, v, card in zip(partner, visits["visit"], visits["card"], strict=True)}
    assert earned["card"].to_dict() == wanted
    assert len(earned) == len(wanted)


def test_points_are_earned_with_each_line(scene, tills, earned):
    """Tills may have lost a basket's last line, but show none that earned nothing."""
    seen = dict[str, int]()
    for _, baskets in tills.values():
        for basket in baskets:
            if basket.is_whole:
                receipt = basket.facts["receipt"]
                seen[receipt] = max(seen.get(receipt, 0), int(basket.facts["line"]))
    lines = earned["points"] / scene.world.points.a_line
    shown = lines.loc[[*seen]] - np.array([*seen.values()])
    assert (shown >= 0).all()
    assert (shown == 0).mean() > 0.85


def test_points_are_burnt_in_hundreds_at_as_many_baskets_as_configured(scene, ledger, earned):
    burnt = ledger[ledger["kind"] == "burnt"]
    assert set(burnt["points"]) == {-100, -200, -300, -400, -500}
    assert burnt["receipt"].is_unique
    assert set(burnt["receipt"]) < set(earned.index)
    rate = scene.world.points.burn_rate
    assert near(len(burnt) / len(earned), rate, np.sqrt(rate * (1 - rate) / len(earned)))


def test_a_week_is_booked_in_the_file_of_its_last_day(ledger, scene):
    booked, file = (np.array(ledger[name], "datetime64[D]") for name in ("booked_on", "file_date"))
    assert set((file - booked).astype(int)) == set(range(7))
    assert (booked.min() - np.datetime64(scene.world.start)).astype(int) == 0
