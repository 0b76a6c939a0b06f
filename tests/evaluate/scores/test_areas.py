"""The score of areas: coverage, errors beside naive answers, and truth by the codes of today."""

from math import exp

import numpy as np
import pandas as pd
import pytest

from gcrm.evaluate.scores.areas import averaged, beside_naive, best_linear, naive, of_one_figure, scored, told
from gcrm.simulate.truth.areas import coded


def area(truth, low, middle, high, direct=None, n=0):
    powers = {"power_p10": exp(low), "power_p50": exp(middle), "power_p90": exp(high)}
    return {"truth": truth, **powers, "direct_mean": None if direct is None else exp(direct), "n_members": n}


def test_coverage_counts_all_areas_and_errors_those_with_members():
    rows = [area(1, 0.5, 1, 1.5, 1.2, 10), area(2, 1, 1.5, 1.9, 1.0, 30), area(5, 0, 1, 2)]
    score = scored(pd.DataFrame(rows))
    assert (score.n, score.n_direct, score.coverage) == (3, 2, pytest.approx(1 / 3))
    assert (score.n_few, score.coverage_few) == (1, 0.0)
    # The second lies 0.55 from the middle of its interval, of half width 0.45 at 80%: inside at 95%.
    assert score.coverage_wide == pytest.approx(2 / 3)
    assert score.ours == pytest.approx(np.sqrt(0.25 / 2))
    assert score.direct == pytest.approx(np.sqrt((0.04 + 1) / 2))
    middle = (1.2 * 10 + 1.0 * 30) / 40
    assert score.mean == pytest.approx(np.sqrt(((middle - 1) ** 2 + (middle - 2) ** 2) / 2))
    assert score.correlation == pytest.approx(1)
    assert score.direct_correlation == pytest.approx(-1)


def test_after_a_reform_an_area_has_the_mean_of_those_it_took_in_by_their_people():
    places = pd.DataFrame(
        {
            "area_id": ["a", "b", "c"],
            "population": [100, 300, 50],
            "new_area_ids": [["m"], ["m"], ["c1", "c2"]],
            "new_shares": [[1.0], [1.0], [0.4, 0.6]],
            "expected": [1.0, 2.0, 5.0],
        }
    )
    assert averaged(coded(places, reformed=True)) == {"m": 1.75, "c1": 5.0, "c2": 5.0}
    assert averaged(coded(places, reformed=False)) == {"a": 1.0, "b": 2.0, "c": 5.0}


def test_a_model_that_is_worse_than_the_coalitions_mean_fails_where_there_are_areas_enough():
    def verdicts(n):
        rows = [area(i % 2, i % 2 - 3, i % 2 - 2, i % 2 + 3, direct=0.4 + 0.2 * (i % 4 > 1), n=1) for i in range(n)]
        return {one.name: one.verdict() for one in told(scored(pd.DataFrame(rows)))}

    assert verdicts(200)["error of log power"] == "fails"
    assert verdicts(200)["coverage of intervals"] == "passes"
    assert verdicts(20)["error of log power"] == "too few"


def world(n, error):
    """Areas whose truth is told by the census but for 0.2, and by members as far as they are many; ours is off by
    `error`."""
    rng = np.random.default_rng(3)
    x, members = rng.normal(size=n), rng.integers(1, 60, n)
    truth = 5 + x + rng.normal(0, 0.2, n)
    own = truth + rng.normal(size=n) / np.sqrt(members)
    ours = truth + error * rng.normal(size=n)
    each = zip(truth, ours, own, members, x, strict=True)
    return pd.DataFrame(
        [
            area(t, o - 0.1, o, o + 0.1, d, m)
            | {"census": {"log_district_income": 0.5 * i, "age": i}, "published": {"age": i}, "noise": 1 / m}
            for t, o, d, m, i in each
        ]
    )


def test_naive_answers_are_own_members_a_regression_and_income_allotted():
    rows = world(400, 0.1)
    rows.loc[0, "direct_mean"] = None
    found = naive(rows)
    assert list(found) == ["own members", "a regression on the census", "income of the district"]
    assert found["own members"][0] == pytest.approx(
        np.average(np.log(rows["direct_mean"][1:].astype(float)), weights=rows["n_members"][1:])
    )
    assert np.std(found["a regression on the census"] - rows["truth"]) == pytest.approx(0.2, abs=0.03)
    ages = [one["age"] for one in rows["census"]]
    assert np.corrcoef(found["income of the district"], ages)[0, 1] == pytest.approx(1)


def test_the_best_linear_predictor_knows_coefficients_and_has_the_same_members():
    rows = world(4000, 0.1)
    rows.loc[0, "noise"] = float("nan")
    assert best_linear(rows)[0] == pytest.approx(0.2**2, rel=0.05)
    # Areas are 0.2 apart beyond x, so a member tells of the rest of it 1 part in 1 + noise / 0.04.
    of_one, of_all = best_linear(rows), 1 / (1 / 0.04 + 1 / rows["noise"][1:])
    assert list(of_one[1:]) == pytest.approx(list(of_all), rel=0.05)
    few = beside_naive(rows)[0]
    assert "; true coefficients would make it 0.1" in few.says


def test_where_members_are_few_a_model_is_to_be_a_quarter_better_and_nowhere_worse():
    def verdicts(error):
        return {one.name: one.verdict() for one in beside_naive(world(400, error))}

    few, many = "error where members are few", "error where members are many"
    assert verdicts(0.1) == {few: "passes", many: "passes"}
    assert verdicts(0.17)[few] == "fails"
    assert verdicts(0.3) == {few: "fails", many: "fails"}


def test_one_figure_for_all_areas_has_no_error_held_against_it():
    rows = [area(1 + i / 50, -1.5, 1.5 + i / 1e6, 4.5, 1 + i / 50, 10) for i in range(120)]
    every = told(scored(pd.DataFrame(rows)))
    assert {one.name for one in every if one.verdict() == "fails"} == {"error of log power"}
    assert not [one.name for one in map(of_one_figure, every) if one.verdict() == "fails"]
    assert [one for one in map(of_one_figure, every) if one.verdict() == "passes"], "coverage is held against it"
