"""Who lives in each neighbourhood: how many, how urban, with what income, of what age, in what homes."""

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from gcrm.simulate.country.shapes import FloatArray
from gcrm.simulate.parameters import World

AGE_BANDS = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
HOUSING = ("house", "apartment", "social")
HOUSEHOLDS = ("1", "2", "3", "4+")
# Shares where urbanity is a half and income the country's mean, and log odds that urbanity and income add to them.
_AGES = ((0.11, 0.2, 0.19, 0.17, 0.15, 0.18), (0.8, 1.0, 0.4, -0.2, -0.6, -0.8), (0.0, 0.0, 0.1, 0.1, 0.0, 0.0))
_HOMES = ((0.45, 0.42, 0.13), (-1.8, 1.4, 0.4), (0.4, 0.2, -1.6))
_SIZES = ((0.26, 0.32, 0.18, 0.24), (0.8, 0.1, -0.2, -0.7), (0.0, 0.1, 0.0, 0.0))
_CITY_WIDTH = 0.1  # of the country's width
_NOISE = 0.1  # sd of log odds


def people(centres: FloatArray, world: World, rng: np.random.Generator) -> pd.DataFrame:
    """population (adults), urbanity (0 to 1), mean_log_income, age_<band>, housing_<type>, household_<size>.

    One row a neighbourhood, at `centres` (n, 2) in km; each kind of shares adds up to 1.
    """
    n, income = len(centres), world.income
    sizes = world.areas.population * np.exp(world.areas.population_sd * rng.standard_normal(n))
    urbanity = _urbanity(centres, world, rng)
    above = gaussian_field(centres, income.area_sd, income.range_km, rng)
    found = {
        "population": np.maximum(1, np.round(sizes)).astype(np.int64),
        "urbanity": urbanity,
        "mean_log_income": income.mean_log + above,
    }
    kinds = (("age", AGE_BANDS, _AGES), ("housing", HOUSING, _HOMES), ("household", HOUSEHOLDS, _SIZES))
    for kind, names, (base, by_urbanity, by_income) in kinds:
        odds = np.log(base) + np.outer(urbanity - 0.5, by_urbanity) + np.outer(above, by_income)
        weights = np.exp(odds + _NOISE * rng.standard_normal(odds.shape))
        shares = weights / weights.sum(axis=1, keepdims=True)
        found |= {f"{kind}_{name}": shares[:, i] for i, name in enumerate(names)}
    return pd.DataFrame(found)


def gaussian_field(points: FloatArray, sd: float, range_km: float, rng: np.random.Generator) -> FloatArray:
    """A draw (n,) of mean 0 with covariance sd^2 exp(-distance / range_km) at `points` (n, 2) in km.

    By the Cholesky factor of the correlations (Cressie 1993, 3.6); the points must differ.
    """
    factor = np.linalg.cholesky(np.exp(-cdist(points, points) / range_km))
    drawn: FloatArray = sd * (factor @ rng.standard_normal(len(points)))
    return drawn


def _urbanity(centres: FloatArray, world: World, rng: np.random.Generator) -> FloatArray:
    """1 in the middle of the largest city, falling exponentially with distance, as densities do (Clark 1951)."""
    n = world.areas.regions
    cities = centres[rng.choice(len(centres), size=n, replace=False)]
    heights = np.append(1.0, rng.uniform(0.6, 0.9, n - 1))
    near = heights * np.exp(-cdist(centres, cities) / (_CITY_WIDTH * world.areas.width_km))
    urbanity: FloatArray = near.max(axis=1)
    return urbanity
