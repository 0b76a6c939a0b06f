"""Worlds as `gcrm simulate` draws them, without a session: its country, and its law of what people spend, in numpy.

What is not imitated: dirt, moves, seasons, campaigns, and which store is chosen. Who bought nothing is left out.
"""

from functools import cache
from math import sqrt

import numpy as np
import pandas as pd
from scipy.special import gammaincinv, ndtr
from tests.conftest import REPOSITORY

from gcrm.models.purchasing_power import estimates, habits
from gcrm.models.purchasing_power.coefficients import fitted
from gcrm.models.purchasing_power.estimates import ESTIMATES
from gcrm.simulate.brands import brands
from gcrm.simulate.country import build
from gcrm.simulate.people.baskets import OFF_SHELF
from gcrm.simulate.truth.spends import _baskets
from gcrm.simulate.world import load
from gcrm.stats import variance

WORLD = load(REPOSITORY / "conf", [])
DAYS = 365
_NORMAL = np.linspace(-6, 6, 1201)
_TAIL = 1e-12


@cache
def country(seed):
    """Neighbourhoods of the country, and their covariates as conf/coalitions/demo has them."""
    made = build(WORLD, seed)
    places = made.neighbourhoods
    year = WORLD.start.year - 1
    incomes, census = (made.published[f"office/{name}/{year}.csv"][1] for name in ("income", "census"))
    listed = made.published[f"portal/listings/{WORLD.start.year}.csv"][1].merge(made.truth_listings, on="listing_id")
    listed = listed[~listed["kind_of_defect"].isin(["duplicate", "absurd_rent", "absurd_size"])]
    rent = np.log((listed["rent"] / listed["size_m2"]).groupby(listed["area_id"]).median())

    def persons(mask):
        return census[mask].groupby("area_id")["persons"].sum().reindex(places["area_id"]).fillna(0).to_numpy()

    people = persons(census["persons"] > 0)
    at_district = incomes.set_index("area_id")["mean_income"].reindex(places["district_id"]).to_numpy()
    covariates = {
        "log_population": np.log(people),
        "log_district_income": np.log(at_district),
        "age_65_plus_share": persons(census["age_band"] == "65+") / people,
        "social_housing_share": persons(census["housing"] == "social") / people,
        "house_share": persons(census["housing"] == "house") / people,
        "log_rent_per_m2": (rent - rent.median()).reindex(places["area_id"]).fillna(0.0).to_numpy(),
    }
    return places, covariates


def log_spends(rng, x, more=1.0):
    """Log spend in DAYS of members whose log income is `x` above the world's mean, and what such baskets usually cost,
    in logs too; NaN of who bought nothing. `more`: factor of how often each of them comes."""
    n, types = len(x), WORLD.types
    kind = rng.choice(len(types), n, p=[one.share for one in types])
    habit = np.array([one.rate for one in types])[kind] * more
    broad = np.array([one.breadth == "broad" for one in types])[kind]
    price = np.array([one.spend * (1 - OFF_SHELF * one.promotion) for one in types])[kind]
    u, before = rng.random(n), WORLD.members.joined_before
    joined = np.where(u < before, 0, np.floor((u - before) / (1 - before) * 364) + 1)
    shared, ties = rng.normal(size=n), [rng.normal(size=n) for _ in WORLD.visits.affinities]
    total, usual = np.zeros(n), np.zeros(n)
    for brand in brands(WORLD):
        loads = [_load(one, brand.line) for one in WORLD.visits.affinities]
        own = sqrt(1 - WORLD.visits.shared - sum(one**2 for one in loads))
        z = sqrt(WORLD.visits.shared) * shared + own * rng.normal(size=n)
        z += sum(one * tie for one, tie in zip(loads, ties, strict=True))
        hazard = _gamma(WORLD.visits.dropout_shape, rng.normal(size=n))
        life = 7 * rng.exponential(size=n) * WORLD.visits.dropout_rate / hazard
        weeks = np.clip(np.minimum(joined + life, DAYS) - joined, 0, None) / 7
        visits = rng.poisson(_gamma(brand.shape, z) / brand.rate * habit * weeks)
        for wide in (False, True):
            on = np.flatnonzero((visits > 0) & (broad == wide))
            for lines, amount, elasticity in _categories(brand.line, wide):
                bought = rng.poisson(visits[on] * lines)
                usual[on] += WORLD.spend.shape * bought * amount
                total[on] += rng.gamma(WORLD.spend.shape * bought) * amount * np.exp(elasticity * x[on])
    rate = rng.gamma(WORLD.spend.rate_shape, size=n) / WORLD.spend.rate_scale
    with np.errstate(divide="ignore"):
        y, h = np.log(total * price / rate), np.log(usual)
    return np.where(np.isfinite(y), y, np.nan), h


def _load(tie, line):
    root = sqrt(abs(tie.strength))
    return root if line == tie.of else np.sign(tie.strength) * root if line == tie.to else 0.0


@cache
def _table(shape):
    return gammaincinv(shape, np.clip(ndtr(_NORMAL), _TAIL, 1 - _TAIL))


def _gamma(shape, z):
    return np.interp(z, _NORMAL, _table(shape))


@cache
def _categories(line, wide):
    """Lines a visit, mean amount of one, elasticity: of each category in a basket of the line of business."""
    table, prices = _baskets(WORLD), {(c.line, c.elasticity): c.price for c in WORLD.categories}
    mine = table[(table["line"] == [*WORLD.lines_of_business].index(line)) & (table["broad"] == int(wide))]
    return [(row.price / prices[line, row.elasticity], prices[line, row.elasticity], row.elasticity)
            for row in mine.itertuples()]  # fmt: skip


@cache
def curve():
    """Expected log spend by log income: the coefficients of a quadratic, as `gcrm score` fits it."""
    rng = np.random.default_rng(999)
    x = rng.normal(WORLD.members.income_bias, 0.65, 400_000)
    y, _ = log_spends(rng, x)
    known = np.isfinite(y)
    return np.polynomial.polynomial.polyfit(x[known], y[known], 2)


@cache
def frequency():
    """By how much expected log spend rises with the log of how often members come."""
    means = []
    for more in (-0.2, 0.2):
        rng = np.random.default_rng(998)
        means.append(np.nanmean(log_spends(rng, rng.normal(WORLD.members.income_bias, 0.65, 200_000), np.exp(more))[0]))
    return (means[1] - means[0]) / 0.4


def world(seed, n_members, at_random=False, without=(), oftener=0.0):
    """A row per neighbourhood: `truth`, n, direct estimates, their variances, longitude, latitude and `x`, covariates
    but those `without`. `oftener`: elasticity of how often members come to the income of their area."""
    places, covariates = country(seed)
    rng = np.random.default_rng(10_000 + 7 * seed + n_members)
    people = places["population"].to_numpy(dtype=float)
    share = people / people.sum()
    home = rng.choice(len(places), n_members, p=share)
    earns = rng.choice(len(places), n_members, p=share) if at_random else home
    mean = places["mean_log_income"].to_numpy() + WORLD.members.income_bias - WORLD.income.mean_log
    sd, more = WORLD.income.within_sd, oftener * (mean - share @ mean)
    y, h = log_spends(rng, mean[earns] + sd * rng.normal(size=n_members), np.exp(more[home]))
    home, y, h = (one[np.isfinite(y)] for one in (home, y, h))
    if at_random:
        middle = share @ mean
        sd, mean = sqrt(sd**2 + share @ (mean - middle) ** 2), np.full(len(mean), middle)
    level, slope, bend = curve()
    ones = np.ones(len(y))
    n, *sums = (np.bincount(home, weights=w, minlength=len(places)) for w in (ones, y, y**2, h, h**2, h * y))
    some, direct = n > 0, {}
    sums = variance.Sums(n[some], *(one[some] for one in sums))
    for columns, total in ((habits.RAW, (sums.s, sums.ss)), (habits.ADJUSTED, variance.adjusted(sums))):
        own, v = variance.log_mean_direct(sums.w, *total)
        for column, told in zip(columns, (own, variance.smooth(v, sums.w)), strict=True):
            direct[column] = np.full(len(n), np.nan)
            direct[column][some] = told
    kept = pd.DataFrame({name: value for name, value in covariates.items() if name not in without})
    return pd.DataFrame(
        {
            "area_id": places["area_id"], "n_members": n, **direct,
            "truth": level + slope * mean + bend * (mean**2 + sd**2) + (frequency() * more if oftener else 0.0),
            "longitude": places["longitude"], "latitude": places["latitude"],
            "x": kept.to_dict("records"),
        }
    )  # fmt: skip


def told(areas, method="averaged"):
    """The areas with what the pipeline says of them (theta, mse, gamma), and the rows of coefficients behind it."""
    sampled = [
        {**{name: getattr(row, name) for name in (*habits.RAW, *habits.ADJUSTED)},
         "effective_members": row.n_members, "covariates": [{"name": k, "value": v} for k, v in row.x.items()]}
        for row in areas[areas["variance"].notna()].itertuples()
    ]  # fmt: skip
    rows = {row["name"]: {"covariance": None, "note": "", **row} for row in fitted(sampled, 5, 0.01) if "value" in row}
    every = [{k: None if isinstance(v, float) and np.isnan(v) else v for k, v in row.items()}
             for row in areas.to_dict("records")]  # fmt: skip
    made = estimates.estimated(every, estimates.Divided([], []), rows, method, WORLD.start)
    return areas.join(pd.DataFrame(made, columns=ESTIMATES.columns)[["theta", "mse", "gamma"]]), rows
