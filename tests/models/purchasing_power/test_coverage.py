"""Whether intervals of areas hold what is true as often as they say, and how far off levels are: many worlds, by size.

How far areas are apart beyond what covariates tell is one number of a world. Where members are few the data hardly tell
it, and in these worlds, where covariates tell nearly all, intervals are then wider than they would have to be; they are
not in worlds where covariates tell less. So the bounds are of all of these together.
"""

import numpy as np
import pytest

from gcrm.evaluate.scores.areas import naive

from .imitated import told, world

pytestmark = pytest.mark.worlds
SEEDS = range(8)
RENT, INCOME = "log_rent_per_m2", "log_district_income"
KINDS = {"all that is published": (), "without rents": (RENT,), "without rents and incomes": (RENT, INCOME)}
Z = {0.8: 1.2816, 0.95: 1.96}


def held(n_members, without):
    """For each world, shares of areas in their 80% and 95% interval."""
    made = [told(world(seed, n_members, without=without))[0] for seed in SEEDS]
    apart = [np.abs(one["theta"] - one["truth"]) / np.sqrt(one["mse"]) for one in made]
    return np.array([[np.mean(one <= z) for z in Z.values()] for one in apart])


@pytest.mark.parametrize("n_members", [5000, 60_000])
def test_intervals_hold_the_truth_as_often_as_they_say(n_members):
    every = np.concatenate([held(n_members, without) for without in KINDS.values()])
    for share, found in zip(Z, every.T, strict=True):
        # Areas of one world share the errors of its model, so it is worlds that are counted, not areas.
        noise = 2 * found.std() / np.sqrt(len(SEEDS))
        assert found.mean() == pytest.approx(share, abs=0.03 + noise)


@pytest.mark.parametrize("n_members", [600, 2000])
def test_where_members_are_few_intervals_are_not_too_narrow(n_members):
    found = held(n_members, ())
    assert (found.mean(axis=0) >= np.array([*Z]) - 0.03 - 2 * found.std(axis=0) / np.sqrt(len(SEEDS))).all()


def test_areas_of_few_members_and_of_none_are_held_as_often_too():
    every = [told(world(seed, 3000))[0] for seed in SEEDS]
    inside = [(one["theta"] - one["truth"]).abs() <= Z[0.8] * np.sqrt(one["mse"]) for one in every]
    for few in (lambda one: one["n_members"] < 5, lambda one: one["n_members"] == 0):
        found = np.concatenate([held[few(one)] for one, held in zip(every, inside, strict=True)])
        assert len(found) > 5
        assert found.mean() > 0.7


@pytest.mark.parametrize(("n_members", "at_most"), [(2000, 0.85), (60_000, 0.9)])
def test_levels_are_better_than_any_naive_answer_where_members_are_few_or_many(n_members, at_most):
    squares = {}
    for seed in SEEDS:
        one = told(world(seed, n_members))[0]
        rows = one.assign(direct_mean=np.exp(one["direct"]), census=one["x"])
        for kind, level in {"ours": one["theta"], **naive(rows)}.items():
            squares.setdefault(kind, []).append(np.mean(np.square(level - one["truth"])))
    error = {kind: np.mean(np.sqrt(each)) for kind, each in squares.items()}
    assert error.pop("ours") <= at_most * min(error.values())


def test_habits_that_follow_incomes_are_found_and_held():
    made = [told(world(seed, 20_000, oftener=0.5)) for seed in SEEDS]
    assert sum(rows["habits_differ"]["value"] for _, rows in made) >= 7
    inside = [np.mean((one["theta"] - one["truth"]).abs() <= Z[0.8] * np.sqrt(one["mse"])) for one, _ in made]
    assert np.mean(inside) == pytest.approx(0.8, abs=0.03 + 2 * np.std(inside) / np.sqrt(len(SEEDS)))
