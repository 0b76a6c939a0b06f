"""What portals publish: housing complexes, and homes to let with all that is wrong in such lists; and what is true."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from gcrm.simulate.country.names import PlaceName, place_names
from gcrm.simulate.country.shapes import FloatArray, IntArray, points_in
from gcrm.simulate.parameters import LANGUAGES, Listings, World

PORTALS = ("lumar", "tethys")
LISTED = ("listing_id", "portal", "seen_on", "kind", "place", "province", "rooms", "size_m2", "rent", "fee")
TRUE = ("listing_id", "area_id", "paid_rent", "kind_of_defect")
_POINT = ("latitude", "longitude")
_RENT_PER_M2 = 9.0  # a month, where income is the country's mean
_DAYS = 180  # before the world's start, in which listings were seen


def complexes(places: pd.DataFrame, start: date, rng: np.random.Generator) -> pd.DataFrame:
    """complex_id, name, neighbourhood, province, year_built, n_homes, latitude, longitude; more where flats are many.

    `places` are the neighbourhoods with their `geometry` and `name`.
    """
    area = np.repeat(np.arange(len(places)), rng.poisson(1 + 4 * places["housing_apartment"].to_numpy()))
    n, there = len(area), places.iloc[area]
    kinds = rng.choice(["Park", "Gardens", "Towers", "Court"], n)
    found = {
        "complex_id": [f"C{i + 1:05d}" for i in range(n)],
        "name": [f"{name.en} {kind}" for name, kind in zip(place_names(rng, n), kinds, strict=True)],
        "neighbourhood": there["name"].to_numpy(),
        "province": there["province_id"].to_numpy(),
        "year_built": rng.integers(1965, start.year, n),
        "n_homes": np.maximum(8, np.round(np.exp(4.8 + 0.7 * rng.standard_normal(n)))).astype(np.int64),
    }
    return pd.DataFrame(found | _points(places, area, rng))


def listings(
    places: pd.DataFrame, names: Sequence[PlaceName], world: World, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the portals say, (LISTED, latitude, longitude), and what is true, (TRUE); in the order of listing_id.

    rent is asked a month, size_m2 in m2; fee is not told for houses. Rent per m2 is lognormal about a power of the
    neighbourhood's income (hedonic pricing: Rosen 1974). kind_of_defect is '', 'duplicate' (the second one, on the
    other portal), 'absurd_rent' (1, or a zero too many) or 'absurd_size' (0).
    """
    homes = _absurd(_homes(places, world, rng), world.listings, rng)
    every = pd.concat([homes, _again(homes, world, rng)], ignore_index=True)
    every["place"] = _called(every["at"].to_numpy(), names, world, rng)
    # Neither ids nor order tell which of two listings was first.
    numbers = 100_000 + rng.permutation(len(every))
    every["listing_id"] = [f"{portal[0].upper()}{i}" for portal, i in zip(every["portal"], numbers, strict=True)]
    every = every.sort_values("listing_id", ignore_index=True)
    return every[[*LISTED, *_POINT]], every[[*TRUE]]


def _homes(places: pd.DataFrame, world: World, rng: np.random.Generator) -> pd.DataFrame:
    asked = world.listings
    at = np.repeat(np.arange(len(places)), asked.per_neighbourhood)
    n, there = len(at), places.iloc[at].reset_index(drop=True)
    house = rng.random(n) < there["housing_house"] / (there["housing_house"] + there["housing_apartment"])
    rooms = 1 + rng.binomial(4, 0.4, n)
    size = np.round((15 + 22 * rooms) * np.exp(0.15 * rng.standard_normal(n)))
    above = asked.elasticity * (there["mean_log_income"].to_numpy() - world.income.mean_log)
    paid = size * _RENT_PER_M2 * np.exp(above + asked.noise_sd * rng.standard_normal(n))
    # A half-normal: nobody asks for less than is paid; its mean is sqrt(2 / pi) of its scale.
    over = asked.asking_over_paid * np.sqrt(np.pi / 2) * np.abs(rng.standard_normal(n))
    fee = pd.Series(np.round(size * rng.uniform(0.4, 1.6, n))).astype("Int64").mask(house)
    found = {
        "at": at,
        "area_id": there["area_id"],
        "province": there["province_id"],
        "portal": rng.choice(PORTALS, n),
        "seen_on": _days(rng.integers(1, _DAYS, n), world.start),
        "kind": np.where(house, "house", "apartment"),
        "rooms": rooms,
        "size_m2": size.astype(np.int64),
        "paid_rent": np.round(paid, 2),
        "rent": np.round(paid * np.exp(over)).astype(np.int64),
        "fee": fee,
        "kind_of_defect": "",
    }
    return pd.DataFrame(found | _points(places, at, rng))


def _absurd(homes: pd.DataFrame, asked: Listings, rng: np.random.Generator) -> pd.DataFrame:
    which = np.where(rng.random(len(homes)) < asked.absurd_rate, rng.integers(0, 3, len(homes)), -1)
    rent = homes["rent"].mask(which == 0, 1).mask(which == 1, homes["rent"] * 10)
    defect = np.select([which == 2, which >= 0], ["absurd_size", "absurd_rent"], "")
    return homes.assign(rent=rent, size_m2=homes["size_m2"].mask(which == 2, 0), kind_of_defect=defect)


def _again(homes: pd.DataFrame, world: World, rng: np.random.Generator) -> pd.DataFrame:
    """The second listings of homes: on the other portal, at a slightly different rent, seen on another day."""
    twice = (rng.random(len(homes)) < world.listings.duplicate_rate) & (homes["kind_of_defect"] == "").to_numpy()
    again = homes[twice]
    other = again["portal"].map(dict(zip(PORTALS, PORTALS[::-1], strict=True)))
    rent = np.round(again["rent"] * np.exp(0.02 * rng.standard_normal(len(again)))).astype(np.int64)
    seen = _days(rng.integers(1, _DAYS, len(again)), world.start)
    return again.assign(portal=other, rent=rent, seen_on=seen, kind_of_defect="duplicate")


def _called(at: IntArray, names: Sequence[PlaceName], world: World, rng: np.random.Generator) -> list[str]:
    weights = np.array([world.languages[language] for language in LANGUAGES])
    languages = rng.choice(LANGUAGES, size=len(at), p=weights / weights.sum())
    ways = rng.integers(0, 3, len(at))
    return [
        names[i].spellings[way] if language == "en" else str(getattr(names[i], language))
        for i, language, way in zip(at, languages, ways, strict=True)
    ]


def _points(places: pd.DataFrame, at: IntArray, rng: np.random.Generator) -> dict[str, FloatArray]:
    """Places of homes within their neighbourhoods; `at` (n,) is sorted."""
    counts = np.bincount(at, minlength=len(places))
    found = [points_in(shape, int(n), rng) for shape, n in zip(places["geometry"], counts, strict=True)]
    longitude, latitude = np.vstack(found).T
    return {"latitude": latitude, "longitude": longitude}


def _days(before: IntArray, start: date) -> list[str]:
    return [(start - timedelta(days=int(days))).isoformat() for days in before]
