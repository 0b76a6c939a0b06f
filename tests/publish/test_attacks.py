"""Attackers who compute find no withheld count to within ten, and no member's amount to within 20%.

Least squares and linear programming over everything that is shown of small worlds: all levels, releases at another
level, and releases that differ by one member.
"""

import math
import random
from dataclasses import replace

import numpy as np
import pytest

from gcrm.core.cell import OF_ANOTHER_KEY
from gcrm.publish.classes import bounds
from gcrm.publish.digits import step
from gcrm.publish.gate import Cell, Released, Settings, decide

from .attacks import pinned, reachable
from .worlds import Member, cells, drawn

SETTINGS = Settings()
SEEDS = range(12)


def world(seed: int) -> tuple[list[Member], dict[str, str]]:
    members = drawn(seed)
    return members, {member.town: member.state for member in members}


def threshold_alone(given: list[Cell]) -> dict[str, Released]:
    """What a gate shows that asks for ten members, and for nothing else."""
    return {cell.key: Released(cell.n if cell.n >= 10 else None) for cell in given}


def exact(cells_: list[Cell], shown: dict[str, Released]) -> int:
    """How many withheld counts least squares over exact counts gives exactly."""
    hidden = [cell for cell in cells_ if shown[cell.key].n is None]
    at = {cell.key: i for i, cell in enumerate(hidden)}
    rows, right = [], []
    for parent in {cell.within[0] for cell in cells_ if cell.within}:
        row, rest = np.zeros(len(hidden)), 0.0
        for key, sign in ((parent, -1), *((cell.key, 1) for cell in cells_ if cell.within[:1] == (parent,))):
            if key in at:
                row[at[key]] += sign
            else:
                rest -= sign * float(shown[key].n or 0)
        rows.append(row)
        right.append(rest)
    found = np.linalg.lstsq(np.array(rows), np.array(right), rcond=None)[0]
    return sum(abs(found[at[cell.key]] - cell.n) < 0.01 for cell in hidden)


def test_the_attacks_find_counts_that_a_threshold_alone_leaves_open() -> None:
    """So they would find them here, too."""
    given = [cells(*world(seed)) for seed in SEEDS]
    assert sum(exact(one, threshold_alone(one)) for one in given) > 10


@pytest.mark.parametrize("seed", SEEDS)
def test_no_withheld_count_is_known_to_within_ten(seed: int) -> None:
    members, every = world(seed)
    given = cells(members, every)
    shown = decide(given, {}, SETTINGS, "mean")
    assert pinned([cell for cell in given if shown[cell.key].withheld], reachable(given, [shown])) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_nor_after_a_release_at_another_level(seed: int) -> None:
    members, every = world(seed)
    given = cells(members, every)
    for first, second in (({"states": False}, {"towns": False}), ({"towns": False}, {"states": False})):
        once = decide(cells(members, every, **first), {}, SETTINGS, "mean")
        again = decide(cells(members, every, **second), once, SETTINGS, "mean")
        hidden = [cell for cell in given if (once.get(cell.key) or again.get(cell.key) or Released()).withheld]
        assert pinned(hidden, reachable(given, [once, again])) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_two_releases_that_differ_by_one_member_are_the_same(seed: int) -> None:
    members, every = world(seed)
    draw = random.Random(seed)
    shown = decide(cells(members, every), {}, SETTINGS, "mean")
    gone = draw.choice(members)
    one = Member("new", gone.town, gone.state, draw.lognormvariate(4, 1))
    richer = [Member(m.name, m.town, m.state, 50 * m.amount) if m is gone else m for m in members]
    for changed in ([m for m in members if m is not gone], [*members, one], richer):
        assert decide(cells(changed, every), shown, SETTINGS, "mean") == shown


def rekeyed(shown: dict[str, Released]) -> dict[str, Released]:
    """What the ledger holds once the vault has a new key."""
    return {key: replace(one, who=OF_ANOTHER_KEY, what=OF_ANOTHER_KEY) for key, one in shown.items()}


def renamed(members: list[Member]) -> list[Member]:
    """The same people under a new key."""
    return [replace(member, name=f"new {member.name}") for member in members]


@pytest.mark.parametrize("seed", SEEDS)
def test_nor_does_a_new_key_of_the_vault_tell_who_came_since(seed: int) -> None:
    """All pseudonyms are others then: were a cell to follow, the one who came would tip its class."""
    members, every = world(seed)
    shown = decide(cells(members, every), {}, SETTINGS, "mean")
    known = {key: (one.n, one.value, one.error, one.spread) for key, one in shown.items()}
    gone, one = random.Random(seed).choice(members), Member("one", members[0].town, members[0].state, 60.0)
    for changed in ([m for m in members if m is not gone], [*members, one]):
        again = decide(cells(renamed(changed), every), rekeyed(shown), SETTINGS, "mean")
        assert {key: (one.n, one.value, one.error, one.spread) for key, one in again.items()} == known
        # From then on changes count again.
        assert all(again[cell.key].who == cell.who for cell in cells(renamed(changed), every))
    new = [Member(f"later {i}", town, state, 40.0 + i) for town, state in every.items() for i in range(40)]
    later = decide(cells(renamed([*members, *new]), every), again, SETTINGS, "mean")
    assert later != again


def test_members_who_come_one_a_release_are_not_counted() -> None:
    """A town grows from 5 to 30 while releases follow each other: what was withheld before it is shown is wide open."""
    every = {"grows": "s", "stays": "s", "other": "s"}
    old = [Member(f"o{i}", town, "s", 50.0 + i) for town in ("stays", "other") for i in range(130)]
    before: dict[str, Released] = {}
    seen = []
    for n in range(5, 31):
        new = [Member(f"g{i}", "grows", "s", 40.0 + i) for i in range(n)]
        before = before | decide(cells([*old, *new], every), before, SETTINGS, "mean")
        seen.append((n, before["grows"].n))
    first = next(i for i, (_, n) in enumerate(seen) if n)
    count, low = seen[first - 1][0], seen[first][1]
    # One came in the last step, so what was withheld before lies in the class less one: within more than ten.
    assert bounds(int(low or 0))[1] - bounds(int(low or 0))[0] > 20
    assert count >= 10


@pytest.mark.parametrize("seed", SEEDS)
def test_no_amount_is_known_to_within_a_fifth(seed: int) -> None:
    """Who knows all other members of a shown town but one bounds that one's amount by the mean, the class of the count
    and the digits that are shown: not even then."""
    members, every = world(seed)
    shown = decide(cells(members, every), {}, SETTINGS, "mean")
    for cell in cells(members, every, states=False):
        one = shown[cell.key]
        if one.value is None or one.n is None or one.error is None:
            continue
        mine = [math.log(member.amount) for member in members if member.town == cell.key]
        known = math.fsum(mine) - mine[0]
        ends = [n * (one.value + sign * one.error / 4) - known for n in bounds(one.n) for sign in (-1, 1)]
        assert max(ends) - min(ends) > math.log(1.2) - math.log(0.8)


def test_who_knows_a_shown_total_and_all_members_but_one_does_not_know_the_one() -> None:
    """The step of rounding is 40% and more of what anybody adds, so that the one lies 20% to either side."""
    totals = []
    for seed in SEEDS:
        given = [replace(cell, sum=cell.amount, sum_squares=cell.squares) for cell in cells(*world(seed))]
        shown = decide(given, {}, SETTINGS, "total")
        totals += [(shown[cell.key], cell) for cell in given if shown[cell.key].value is not None]
    assert len(totals) > 20
    assert [cell.key for one, cell in totals if step(float(one.error or 0)) < 0.4 * cell.largest] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_nor_is_that_of_who_dominates_a_withheld_town(seed: int) -> None:
    """A state's money is its count times its mean; what the shown towns have of it is taken away, and the rest is taken
    to be the rich one's."""
    members, every = world(seed)
    # Means of the money itself, which is easier to attack than those of its logs.
    given = [replace(cell, sum=cell.amount, sum_squares=cell.squares) for cell in cells(members, every)]
    shown = decide(given, {}, SETTINGS, "mean")
    for cell in given:
        whole = shown.get(cell.within[0]) if cell.within else None
        if not shown[cell.key].withheld or whole is None or whole.value is None or not cell.n:
            continue
        beside = [shown[one.key] for one in given if one.within == cell.within and shown[one.key].value is not None]
        low = _money(whole)[0] - sum(_money(one)[1] for one in beside)
        high = _money(whole)[1] - sum(_money(one)[0] for one in beside)
        assert low < 0.8 * cell.largest or high > 1.2 * cell.largest


def _money(one: Released) -> tuple[float, float]:
    """The least and the greatest that all members of a shown cell have."""
    value, half = float(one.value or 0), float(one.error or 0) / 2
    low, high = bounds(int(one.n or 0))
    return low * (value - half), high * (value + half)


@pytest.mark.slow
def test_nor_in_a_world_of_the_size_of_the_demo() -> None:
    """Some hundred towns of unequal size in 27 states: all levels at once, then the states after the towns."""
    members = drawn(99, n_states=27, n_towns=9, largest=250)
    every = {member.town: member.state for member in members}
    given = cells(members, every)
    shown = decide(given, {}, SETTINGS, "mean")
    assert pinned([cell for cell in given if shown[cell.key].withheld], reachable(given, [shown])) == []
    towns = decide(cells(members, every, states=False), {}, SETTINGS, "mean")
    states = decide(cells(members, every, towns=False), towns, SETTINGS, "mean")
    hidden = [cell for cell in given if (towns.get(cell.key) or states[cell.key]).withheld]
    assert pinned(hidden, reachable(given, [towns, states])) == []
    assert sum(not one.withheld for one in shown.values()) > len(given) / 4
