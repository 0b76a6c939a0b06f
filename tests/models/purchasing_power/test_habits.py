"""Areas are compared at the same habits, unless these follow what is published; without a session."""

import numpy as np
import pytest

from gcrm.models.purchasing_power import habits
from gcrm.models.purchasing_power.coefficients import fitted
from gcrm.models.purchasing_power.estimates import read

N = 200


def areas(habit=0.0, known=True):
    """N areas whose levels follow x; `habit`: how far what members buy follows it too."""
    rng = np.random.default_rng(4)
    x = rng.normal(size=N)
    same = 3 + 0.3 * x + rng.normal(0, 0.2, N)
    bought = habit * x + rng.normal(0, 0.8, N)
    return [
        {
            "direct": same[i] + bought[i],
            "variance": 0.2**2 + 0.8**2,
            "adjusted": same[i] if known or i else None,
            "adjusted_variance": 0.2**2,
            "effective_members": 20.0,
            "covariates": [{"name": "x", "value": x[i]}],
        }
        for i in range(N)
    ]


def rows(sampled):
    return {row["name"]: row for row in fitted(sampled, 5, 0.01)}


def test_at_the_same_habits_a_slope_is_known_several_times_better():
    found, raw = rows(areas()), rows([{**row, "adjusted": None} for row in areas()])
    assert (found["habits_differ"]["value"], read(found)) == (0.0, habits.ADJUSTED)
    assert "compared at the same habits" in found["habits_differ"]["note"]
    assert found["areas_differ"]["note"].endswith(found["habits_differ"]["note"])
    assert found["x"]["value"] == pytest.approx(0.3, abs=0.05)
    assert found["x"]["se"] < 0.3 * raw["x"]["se"]
    # The coalition's own mean of habits is known no better than by all its members.
    assert found["habits_error"]["value"] == pytest.approx(0.8**2 / N)


def test_habits_that_follow_what_is_published_stay_in():
    found = rows(areas(habit=0.4))
    assert (found["habits_differ"]["value"], found["habits_error"]["value"], read(found)) == (1.0, 0.0, habits.RAW)
    assert "Habits count" in found["habits_differ"]["note"]
    assert found["x"]["value"] == pytest.approx(0.7, abs=0.15)


def test_habits_that_are_not_known_everywhere_are_not_compared():
    found = rows(areas(known=False))
    assert "habits_differ" not in found
    assert read(found) == habits.RAW
