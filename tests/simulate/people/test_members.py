"""Members differ from their neighbours as configured, and in nothing else."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from tests.simulate.likelihood import SIGMAS, fitted, near

from gcrm.simulate.country.people import AGE_BANDS, HOUSEHOLDS, HOUSING
from gcrm.simulate.people.members import CHANNELS, members

YEAR = 365.25
FIRST_AGES = (18, 25, 35, 45, 55, 65)
MANY = 40000


@pytest.fixture(scope="module")
def many(keeping):
    made = keeping(MANY)
    made.keep("members", members(made.spark, made.scene))
    return made


@pytest.fixture(scope="module")
def people(many):
    return many.frame("members")


@pytest.fixture(scope="module")
def around(many, people):
    """What the neighbourhood of each member is like."""
    return many.scene.country.neighbourhoods.iloc[people["home"]].reset_index(drop=True)


def is_rate(found, rate):
    """Whether the share of a column of truths is near `rate`."""
    return near(found.mean(), rate, np.sqrt(rate * (1 - rate) / len(found)))


def test_members_earn_more_than_their_neighbours_by_the_bias(many, people, around):
    world = many.scene.world
    above = people["log_income"] - around["mean_log_income"]
    error = world.income.within_sd / np.sqrt(len(people))
    assert near(above.mean(), world.members.income_bias, error)
    assert near(above.std(), world.income.within_sd, error / np.sqrt(2))


def test_the_young_are_members_more_often_by_the_odds(many, people, around):
    share = around[[f"age_{band}" for band in AGE_BANDS[:3]]].sum(axis=1).to_numpy()
    young = people["band"].to_numpy() < 3

    def log_likelihood(logs):
        odds = np.exp(logs[0]) * share / (1 - share)
        return float((young * np.log(odds) - np.log1p(odds)).sum())

    fit = fitted(log_likelihood, np.array([1.0]))
    assert np.abs(fit.distances(np.array([many.scene.world.members.young_bias]))).max() < SIGMAS


@pytest.mark.parametrize(
    ("column", "names"),
    [("household", dict(enumerate(HOUSEHOLDS))), ("housing", {kind: kind for kind in HOUSING})],
)
def test_members_live_as_their_neighbours_do(people, around, column, names):
    for value, name in names.items():
        chance = around[f"{column}_{name}"]
        found = people[column] == value
        assert near(found.sum(), chance.sum(), np.sqrt((chance * (1 - chance)).sum())), name


def test_ages_within_the_young_and_the_others_are_the_neighbours(people, around):
    for bands in (AGE_BANDS[:3], AGE_BANDS[3:]):
        shares = around[[f"age_{band}" for band in bands]]
        positions = [AGE_BANDS.index(band) for band in bands]
        mine = people["band"].isin(positions).to_numpy()
        for position, band in zip(positions, bands, strict=True):
            chance = (shares[f"age_{band}"] / shares.sum(axis=1))[mine]
            found = (people["band"] == position)[mine]
            assert near(found.sum(), chance.sum(), np.sqrt((chance * (1 - chance)).sum())), band


def test_members_live_where_people_live(many, people):
    places = many.scene.country.neighbourhoods
    regions = places["region"]
    chances = places.groupby("region")["population"].sum() / places["population"].sum()
    for column in ("home", "next_home", "work"):
        lived = regions.iloc[people[column]]
        for region, chance in chances.items():
            assert is_rate(lived == region, chance), (column, region)


def test_cards_are_unique_and_of_twelve_digits(people):
    assert people["card"].is_unique
    assert people["card"].str.fullmatch(r"29\d{10}").all()


def test_birthdays_lie_in_the_band(many, people):
    age = (pd.Timestamp(many.scene.world.start) - pd.to_datetime(people["born_on"])).dt.days / YEAR
    begin = np.array(FIRST_AGES)[people["band"]]
    assert (age > begin - 0.01).all()
    assert (age < np.array([*FIRST_AGES[1:], 90])[people["band"]] + 0.01).all()


def test_members_retire_on_their_birthday(many, people):
    world = many.scene.world
    old = people["band"] == AGE_BANDS.index("65+")
    assert people.loc[old, "retirement_day"].isna().all()
    working = people[~old]
    retired = [world.start + timedelta(days=int(day)) for day in working["retirement_day"]]
    for birthday, day in zip(working["born_on"], retired, strict=True):
        assert (day.year - birthday.year, (day.month - birthday.month) % 12) in {
            (world.members.retirement_age, 0),
            (world.members.retirement_age, 11),  # a day before a birthday that is a month's first
            (world.members.retirement_age - 1, 11),
        }


@pytest.mark.parametrize("event", ["move", "marriage"])
def test_what_happens_to_members_happens_as_often_as_configured(many, people, event):
    rate = getattr(many.scene.world.members, f"{event}_rate")
    assert is_rate(people[f"{event}_day"] < 5 * YEAR, 1 - np.exp(-5 * rate))


def test_children_are_born_to_those_of_25_to_44(many, people):
    parents = people["band"].between(1, 2)
    assert people.loc[~parents, "child_day"].isna().all()
    rate = many.scene.world.members.child_rate
    assert is_rate(people.loc[parents, "child_day"] < 5 * YEAR, 1 - np.exp(-5 * rate))


def test_members_join_consent_and_state_their_income_as_often_as_configured(many, people):
    told = many.scene.world.members
    assert is_rate(people["joined_day"] == 0, told.joined_before)
    later = people.loc[people["joined_day"] > 0, "joined_day"]
    assert (later.min(), later.max()) >= (1, 300)
    assert near(later.mean(), 182.5, 364 / np.sqrt(12 * len(later)))
    assert (people.loc[people["joined_day"] == 0, "known_since_day"] <= 0).all()
    for channel in CHANNELS:
        assert is_rate(people[f"consents_{channel}"], told.consent_rate), channel
    assert is_rate(people["states_income"], told.stated_income_rate)


def test_archetypes_languages_and_spending_are_as_configured(many, people):
    world = many.scene.world
    for number, archetype in enumerate(world.archetypes):
        assert is_rate(people["archetype"] == number, archetype.share), archetype.name
    for language, share in world.languages.items():
        assert is_rate(people["language"] == language, share), language
    shape, scale = world.spend.rate_shape, world.spend.rate_scale
    assert near(people["spend_rate"].mean(), shape / scale, np.sqrt(shape / len(people)) / scale)


def test_where_homes_are_dealt_at_random_incomes_tell_nothing_of_them(keeping):
    made = keeping(MANY, "members.homes_at_random=true")
    made.keep("members", members(made.spark, made.scene))
    people = made.frame("members")
    around = made.scene.country.neighbourhoods.iloc[people["home"]]["mean_log_income"].to_numpy()
    assert abs(np.corrcoef(people["log_income"], around)[0, 1]) < SIGMAS / np.sqrt(len(people))
