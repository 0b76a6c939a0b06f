"""What the statistical office publishes: a census by neighbourhood, and mean incomes of larger areas."""

from itertools import product

import numpy as np
import pandas as pd

from gcrm.simulate.country.people import AGE_BANDS, HOUSEHOLDS, HOUSING
from gcrm.simulate.country.shapes import IntArray
from gcrm.simulate.parameters import Income

SEXES = {"female": 0.51, "male": 0.49}


def census(places: pd.DataFrame, year: int, rounded_to: int, rng: np.random.Generator) -> pd.DataFrame:
    """area_id, year, sex, age_band, housing, household_size, persons; a row without persons is left out.

    Counts are multinomial, then rounded at random to a multiple of `rounded_to` so that each keeps its mean, as offices
    do against disclosure (Nargundkar and Saveland 1972).
    """
    cells = pd.DataFrame(
        list(product(SEXES, AGE_BANDS, HOUSING, HOUSEHOLDS)), columns=["sex", "age_band", "housing", "household_size"]
    )
    chances = cells["sex"].map(SEXES).to_numpy(dtype=float) * np.ones((len(places), 1))
    for column, kind in (("age_band", "age"), ("housing", "housing"), ("household_size", "household")):
        chances *= places[[f"{kind}_{name}" for name in cells[column]]].to_numpy()
    chances /= chances.sum(axis=1, keepdims=True)
    counts = rng.multinomial(places["population"].to_numpy(), chances)
    persons = _rounded(counts, rounded_to, rng)
    table = cells.loc[np.tile(cells.index, len(places))].reset_index(drop=True)
    table.insert(0, "year", year)
    table.insert(0, "area_id", np.repeat(places["area_id"].to_numpy(), len(cells)))
    table["persons"] = persons.ravel()
    return table[table["persons"] > 0].reset_index(drop=True)


def incomes(places: pd.DataFrame, year: int, income: Income) -> pd.DataFrame:
    """area_id (of the level `income.published`), year, mean_income a month of the people in it.

    The mean of a lognormal is exp(mean + variance / 2) (Aitchison and Brown 1957).
    """
    each = np.exp(places["mean_log_income"] + income.within_sd**2 / 2)
    group = places[f"{income.published}_id"]
    people = places["population"].groupby(group).sum()
    means = (each * places["population"]).groupby(group).sum() / people
    rounded = (means / income.rounded_to).round() * income.rounded_to
    return pd.DataFrame({"area_id": means.index, "year": year, "mean_income": rounded.to_numpy()})


def _rounded(counts: IntArray, to: int, rng: np.random.Generator) -> IntArray:
    rest = counts % to
    up = rng.random(counts.shape) * to < rest
    rounded: IntArray = counts - rest + to * up
    return rounded
