"""What the office publishes is rounded as offices do, and its means are those of the people."""

import numpy as np
import pandas as pd
import pytest

from gcrm.simulate.country.people import AGE_BANDS, HOUSEHOLDS, HOUSING
from gcrm.simulate.country.statistics import SEXES, census, incomes


@pytest.fixture
def places(world):
    kinds = {"age": AGE_BANDS, "housing": HOUSING, "household": HOUSEHOLDS}
    even = {f"{kind}_{name}": 1 / len(names) for kind, names in kinds.items() for name in names}
    own = {"area_id": ["a", "b"], "population": [80_000, 40_000], "mean_log_income": [7.0, 8.0]}
    return pd.DataFrame({**own, f"{world.income.published}_id": ["d", "d"]} | {k: [v] * 2 for k, v in even.items()})


def test_counts_are_multiples_that_keep_their_mean(places):
    told = census(places, 2020, 5, np.random.default_rng(2))
    assert (told["persons"] % 5 == 0).all()
    assert (told["persons"] > 0).all()
    whole = told.groupby("area_id")["persons"].sum()
    assert whole.to_dict() == pytest.approx({"a": 80_000, "b": 40_000}, rel=0.01)
    women = told[told["sex"] == "female"]["persons"].sum() / told["persons"].sum()
    assert women == pytest.approx(SEXES["female"], abs=0.01)


def test_a_mean_income_is_that_of_all_people_in_the_area(places, world):
    (row,) = incomes(places, 2020, world.income).itertuples()
    each = np.exp(np.array([7.0, 8.0]) + world.income.within_sd**2 / 2)
    assert (row.area_id, row.year) == ("d", 2020)
    assert row.mean_income == pytest.approx((2 * each[0] + each[1]) / 3, abs=world.income.rounded_to / 2)
    assert row.mean_income % world.income.rounded_to == 0
