"""The programme's register: a statement on joining and on each change, with what holds from that day on."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from pyspark.sql import functions as F
from tests.simulate.coalition import DAYS, told, true_frame
from tests.simulate.conftest import CONF

from gcrm.core.errors import MistakesError
from gcrm.core.frames import small
from gcrm.core.testing import same
from gcrm.simulate.parameters import LANGUAGES
from gcrm.simulate.people.members import CHANNELS
from gcrm.simulate.streams.register import income_band
from gcrm.simulate.world import load

EVENTS = ("joined_day", "move_day", "marriage_day", "child_day", "consent_day")


@pytest.fixture(scope="module")
def people(zone):
    return true_frame(zone, "members").set_index("card")


@pytest.fixture(scope="module")
def stated(zone, people, scene):
    """Each statement beside what is true of its member, with `day`: the one that it holds from."""
    found = told(zone, "programme/members/*.csv")
    found = found.join(people, on="Card")
    day = (pd.to_datetime(found["Valid From"]) - pd.Timestamp(scene.world.start)).dt.days
    is_first = day == found["known_since_day"]
    return found.assign(day=np.where(is_first, found["joined_day"], day))


def test_there_is_a_statement_for_each_day_on_which_something_changed(stated, people):
    wanted = {
        (card, int(day))
        for card, one in people.iterrows()
        for day in one[[*EVENTS]].dropna()
        if one["joined_day"] <= day < DAYS
    }
    assert set(zip(stated["Card"], stated["day"], strict=True)) == wanted
    assert len(stated) == len(wanted) > len(set(stated["Card"]))


def test_those_from_before_are_stated_on_the_first_day_and_the_others_at_the_end_of_their_week(stated, scene):
    from_before = (stated["day"] == 0) & (stated["joined_day"] == 0)
    due = np.where(from_before, 0, stated["day"] // 7 * 7 + 6)
    assert stated["file_date"].to_list() == [str(scene.world.start + timedelta(days=int(day))) for day in due]


def test_a_place_is_where_the_member_lives_then_in_a_spelling_of_its_own(stated, scene):
    areas = scene.country.areas.set_index("area_id")
    codes = scene.country.neighbourhoods["area_id"]
    home = np.where(stated["day"] >= stated["move_day"], stated["next_home"], stated["home"]).astype(int)
    own = []
    for place, province, language, lives in zip(
        stated["Place"], stated["Province"], stated["Language"], home, strict=True
    ):
        area = areas.loc[codes[lives]]
        assert place in {getattr(area["names"], language), *area["names"].spellings}
        assert province == area["region_code"]
        own.append(place == getattr(area["names"], language))
    odds = scene.world.register.spellings
    # English writers' own name is the first of the official spellings.
    assert np.mean(own) > odds[0] / sum(odds) - 0.1
    assert set(stated["Language"]) == set(LANGUAGES)


def test_consents_turn_on_the_day_on_which_the_member_changed_them(stated):
    changed = (stated["day"] >= stated["consent_day"]).to_numpy()
    assert 0 < changed.sum() < len(changed)
    for channel in CHANNELS:
        given = (stated[f"{channel.title()} Consent"] == "yes").to_numpy()
        assert (given == (stated[f"consents_{channel}"].to_numpy() != changed)).all(), channel


def test_a_household_grows_by_marriage_and_children(stated):
    more = (stated["day"] >= stated["marriage_day"]).astype(int) + (stated["day"] >= stated["child_day"]).astype(int)
    assert more.sum() > 0
    assert stated["Household"].astype(int).to_list() == (stated["household"] + 1 + more).clip(upper=6).to_list()


def test_an_income_is_told_by_those_alone_who_state_it(stated):
    assert ((stated["Income"] != "") == stated["states_income"]).all()
    rich = stated.loc[stated["Income"] == "5000 and more", "log_income"]
    assert rich.min() >= np.log(5000)
    poor = stated.loc[stated["Income"] == "under 1000", "log_income"]
    assert poor.max() < np.log(1000)


def test_a_band_begins_with_its_lower_bound(spark):
    incomes = [(999.99,), (1000.0,), (1999.0,), (2000.0,), (4999.99,), (5000.0,)]
    bands = ["under 1000", "1000-1999", "1000-1999", "2000-3499", "3500-4999", "5000 and more"]
    frame = small(spark, "income double", incomes)
    wanted = [(income, band) for (income,), band in zip(incomes, bands, strict=True)]
    same(frame.select("income", income_band(F.col("income")).alias("band")), wanted)


@pytest.mark.parametrize("odds", ["[1, 2]", "[1, -1, 1, 1]", "[0, 0, 0, 0]"])
def test_spellings_are_four_odds(odds):
    with pytest.raises(MistakesError, match=r"register.spellings must be four odds, such as \[3, 1, 1, 1\], not"):
        load(CONF, [f"register.spellings={odds}"])
