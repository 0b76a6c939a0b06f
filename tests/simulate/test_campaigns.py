"""What moves visits: campaigns lift those of whom they reach, and a rival takes a chain's."""

import numpy as np
import pandas as pd
import pytest
from tests.simulate.likelihood import SIGMAS, near
from tests.simulate.visited import CAMPAIGNS, DAYS, WEEK, brand_of, counted, of_brand

from gcrm.simulate.people.stores import QUARTER


def exposed(habits, begin, end):
    """Weeks of the days that a member is there, joined and not gone."""
    return (np.minimum(habits["left_day"], end) - np.maximum(habits["joined_day"], begin)).clip(lower=0) / WEEK


def lifts(trial, campaign, begin):
    """Per archetype: visits by treated members over those by members held out, less one; standard errors.

    Visits are compared with how many the members' true rates lead to: Poisson numbers, whoever is on which side.
    """
    assigned = trial.frame("assigned").set_index("member")
    sides = assigned.loc[assigned["campaign"] == campaign.name, "is_treated"]
    habits = of_brand(trial, "repertoires", campaign.line)
    habits = habits[habits["member"].isin(sides.index)]
    end = begin + WEEK * campaign.weeks
    sums = pd.DataFrame(
        {
            "archetype": habits["archetype"],
            "treated": sides.loc[habits["member"]].to_numpy(),
            "n": counted(trial.frame(campaign.name), begin, end, habits["member"]),
            "expected": habits["rate"] * exposed(habits, begin, end),
        }
    )
    each = sums.groupby(["treated", "archetype"]).sum()
    rates = each["n"] / each["expected"]
    ratio = rates[True] / rates[False]
    return ratio - 1, ratio * np.sqrt(1 / each["n"][True] + 1 / each["n"][False])


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_a_campaign_lifts_the_visits_of_those_it_reached_alone(trial, name):
    (campaign,) = (c for c in trial.scene.world.campaigns.list if c.name == name)
    configured = np.array([campaign.uplift[one.name] for one in trial.scene.world.archetypes])
    lift, error = lifts(trial, campaign, WEEK * campaign.week)
    assert (np.abs(lift - configured) < SIGMAS * error).all()
    # All archetypes together: the share of what is configured that is found.
    weights = configured / error**2
    assert near((weights * lift).sum() / (weights * configured).sum(), 1, (weights * configured).sum() ** -0.5)
    before, error = lifts(trial, campaign, WEEK * (campaign.week - campaign.weeks))
    assert (np.abs(before) < SIGMAS * error).all()


def fall(table):
    """Log of a chain's share of visits after, over that before, and its standard error; a row a member."""
    after, before = table["chain after"], table["chain before"]
    all_after, all_before = after + table["rival after"], before + table["rival before"]
    moved = sum(sign * part / part.sum() for sign, part in ((1, after), (-1, before), (-1, all_after), (1, all_before)))
    found = np.log(after.sum() / before.sum() * all_before.sum() / all_after.sum())
    return found, np.sqrt((moved**2).sum())


def test_the_young_of_one_region_leave_the_chain(kept):
    drop, start = kept.scene.world.drop, pd.Timestamp(kept.scene.world.start)
    people = kept.frame("members").set_index("member")
    stayed = people[(people["joined_day"] == 0) & ~(people["move_day"] < DAYS)]
    chains = {brand_of(kept, drop.line): "chain", brand_of(kept, drop.rival): "rival"}
    seen = kept.frame("visits")
    seen = seen[seen["brand"].isin(chains)]
    when = np.where(seen["day"] >= drop.quarter * QUARTER, "after", "before")
    table = pd.crosstab(seen["member"], seen["brand"].map(chains) + " " + when).reindex(stayed.index, fill_value=0)
    age = (start - pd.to_datetime(stayed["born_on"])).dt.days / 365.25
    young = (age >= 20) & (age < 40)
    there = kept.scene.country.neighbourhoods["region"].to_numpy()[stayed["home"]] == drop.region
    gone, error = fall(table[young & there])
    usual, usual_error = fall(table[~(young & there)])
    assert near(np.exp(gone - usual), 1 - drop.leave, np.exp(gone - usual) * np.hypot(error, usual_error))
    for others in (there & ~young, ~there & young):
        other, error = fall(table[others])
        rest, rest_error = fall(table[~there & ~young])
        assert near(other, rest, np.hypot(error, rest_error))
