"""Who visits what, when and how often: the laws that the visits were drawn from are found again in them."""

from datetime import timedelta
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from pyspark.sql import functions as F
from scipy.special import gammaln, hyp2f1
from scipy.stats import chisquare, nbinom
from tests.simulate.likelihood import SIGMAS, fitted, near

from gcrm.simulate import contacts
from gcrm.simulate.brands import first
from gcrm.simulate.members import members
from gcrm.simulate.repertoires import repertoires
from gcrm.simulate.rhythm import BLOCK, DAY_SLOTS, HOUR_SLOTS, block_factors, day_slots, hours
from gcrm.simulate.stores import QUARTER
from gcrm.simulate.visits import visits

DAYS, WEEK = 364, 7
CHANCE = 0.001
FAMILIES = 1
CAMPAIGNS = ("spring", "summer", "winter")
# Days in which few buy a brand, as the law of duplication has it: where most do, D is held down by 1 / b.
SHORT, LONG = 14, 28


def brand_of(kept, line):
    return first(kept.scene.brands, line).index


def of_brand(kept, table, line):
    frame = kept.frame(table)
    return frame[frame["brand"] == brand_of(kept, line)]


def exposed(habits, begin, end):
    """Weeks of the days that a member is there, joined and not gone."""
    return (np.minimum(habits["left_day"], end) - np.maximum(habits["joined_day"], begin)).clip(lower=0) / WEEK


def counted(seen, begin, end, of):
    within = seen[(seen["day"] >= begin) & (seen["day"] < end)]
    return within.groupby("member").size().reindex(of, fill_value=0).to_numpy()


@pytest.fixture(scope="module")
def month(kept, keeping):
    """More members than a year could be made of in the time: `LONG` days of them."""
    made = keeping(24000)
    habits = made.keep("repertoires", repertoires(members(made.spark, made.scene), made.scene))
    early = visits(habits, kept.table("choices"), made.scene, 0, LONG)
    made.keep("visits", early.select("member", "brand", "day"))
    return made


@pytest.fixture(scope="module")
def trial(kept, keeping):
    """Half of those whom a campaign means are held out, and the brands are visited often, so that sides differ little
    by chance. Visits before and in each campaign; a year of one archetype's, untouched by the first campaign."""
    made = keeping(
        40000,
        "campaigns.holdout=0.5",
        "lines_of_business.cafe.a_week=0.6",
        "lines_of_business.pharmacy.a_week=0.3",
        seed=8,
    )
    scene, chosen = made.scene, kept.table("choices")
    meant = {campaign.name: brand_of(made, campaign.line) for campaign in scene.world.campaigns.list}
    people = members(made.spark, scene)
    assigned = made.keep("assigned", contacts.assigned(people, scene))
    habits = made.keep("repertoires", repertoires(people, scene).filter(F.col("brand").isin([*meant.values()])))
    for campaign in scene.world.campaigns.list:
        brand, weeks = F.col("brand") == meant[campaign.name], (campaign.week - campaign.weeks, campaign.weeks * 2)
        begin, end = WEEK * weeks[0], WEEK * sum(weeks)
        told = assigned.filter(F.col("campaign") == campaign.name)
        those = habits.filter(brand).join(told.select("member"), "member", "left_semi")
        seen = visits(those, chosen, scene, begin, end)
        made.keep(campaign.name, seen.filter(brand).select("member", "day"))
    reached = assigned.filter((F.col("campaign") == CAMPAIGNS[0]) & F.col("is_treated"))
    mine = (F.col("brand") == meant[CAMPAIGNS[0]]) & (F.col("archetype") == FAMILIES)
    quiet = made.keep("untreated", habits.filter(mine).join(reached.select("member"), "member", "left_anti"))
    made.keep("year", visits(quiet, chosen, scene, 0, DAYS).select("member", "day", "second"))
    return made


def pareto_nbd(n, recency, age):
    """Log-likelihood of log r, alpha, s, beta by visits, time of the last, and time watched (Fader and Hardie 2005)."""

    def log_likelihood(logs):
        r, alpha, s, beta = np.exp(logs)
        most, b = max(alpha, beta), s + 1 if alpha >= beta else r + n
        both = r + s + n

        def log_part(t):
            return np.log(hyp2f1(both, b, both + 1, abs(alpha - beta) / (most + t))) - both * np.log(most + t)

        lead = gammaln(r + n) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
        alive = -(r + n) * np.log(alpha + age) - s * np.log(beta + age)
        since = log_part(recency)
        # A member who came at the very end left no time to be gone in.
        gone = np.log(s / both) + since + np.log(np.maximum(-np.expm1(log_part(age) - since), 1e-300))
        return float(np.logaddexp(alive, gone).sum() + lead.sum())

    return log_likelihood


def test_visits_of_one_archetype_are_pareto_nbd(trial):
    world, habits = trial.scene.world, trial.frame("untreated").set_index("member")
    line, archetype = world.lines_of_business["grocer"], world.archetypes[FAMILIES]
    factors = block_factors(world, 0, DAYS // BLOCK - 1)["grocer"]
    knots = np.arange(len(factors) + 1) * BLOCK

    def weeks(day):
        """Weeks of average length: a season's many visits are so many days of few. Factors differ by some percent,
        so lifetimes, which know no season, are as long in these weeks but for less than their standard error."""
        return np.interp(day, knots, np.concatenate([[0], np.cumsum(factors)]) * BLOCK / WEEK)

    seen = trial.frame("year")
    at = (seen["day"] + seen["second"] / 86400).groupby(seen["member"])
    joined = habits["joined_day"]
    n = at.size().reindex(habits.index, fill_value=0).to_numpy()
    last = at.max().reindex(habits.index).fillna(joined)
    begun = weeks(joined)
    truth = np.array(
        [line.r, line.r / (line.a_week * archetype.rate), world.visits.dropout_shape, world.visits.dropout_rate]
    )
    fit = fitted(pareto_nbd(n, weeks(last) - begun, weeks(DAYS) - begun), np.array([1.0, 1.0, 1.0, 30.0]))
    assert np.abs(fit.distances(truth)).max() < SIGMAS
    # Dropout's shape and rate hardly differ in what they do, so each alone says little of the two.
    assert fit.likely(truth)


@pytest.mark.parametrize("line", ["grocer", "convenience", "cafe", "pharmacy"])
def test_counts_of_eight_weeks_are_negative_binomial(kept, line):
    world, weeks = kept.scene.world, 8
    # Those who stay: visits of the others stop. Lifetimes are drawn apart from rates, so they are as good as any.
    habits = of_brand(kept, "repertoires", line)
    habits = habits[(habits["joined_day"] == 0) & (habits["left_day"] >= weeks * WEEK)]
    n = counted(of_brand(kept, "visits", line), 0, weeks * WEEK, habits["member"])
    business = world.lines_of_business[line]
    a_week = np.array([one.rate for one in world.archetypes])[habits["archetype"]] * business.a_week
    mean = a_week * weeks * np.mean(block_factors(world, 0, weeks * WEEK // BLOCK - 1)[line])
    theory = nbinom(business.r, business.r / (business.r + mean))
    variance, kurtosis = theory.stats("v"), theory.stats("k")
    rest = n - mean
    assert near(rest.sum(), 0, np.sqrt(variance.sum()))
    assert near((rest**2 - variance).sum(), 0, np.sqrt((variance**2 * (kurtosis + 2)).sum()))
    none = theory.pmf(0)
    assert near((n == 0).sum(), none.sum(), np.sqrt((none * (1 - none)).sum()))


def duplication(kept, days):
    """Per pair of lines: D = b(Y|X) / b(Y), and its standard error, among members who were there all the time."""
    there = kept.frame("repertoires").query("joined_day == 0")["member"].unique()
    seen = kept.frame("visits")
    seen = seen[seen["day"] < days]
    bought = pd.crosstab(seen["member"], seen["brand"]).reindex(there, fill_value=0).to_numpy() > 0
    shares, found = bought.mean(axis=0), {}
    for x, y in combinations(range(len(shares)), 2):
        both, by_chance = bought[:, x] & bought[:, y], shares[x] * shares[y]
        d = both.mean() / by_chance
        # The influence of each member on D, by the delta method.
        moved = both / by_chance + d * (1 - bought[:, x] / shares[x] - bought[:, y] / shares[y])
        lines = frozenset(kept.scene.brands[i].line for i in (x, y))
        found[lines] = (d, float(np.std(moved) / np.sqrt(len(there))))
    return found


def test_brands_share_buyers_as_the_law_of_duplication_says(month):
    pairs = {frozenset((a.of, a.to)): a.strength for a in month.scene.world.visits.affinities}
    short, long = (duplication(month, days) for days in (SHORT, LONG))
    others = [d for lines, (d, _) in short.items() if lines not in pairs]
    middle = float(np.median(others))
    assert middle > 1
    assert np.mean([d > 1 for d in others]) > 0.9
    for lines, strength in pairs.items():
        d, error = short[lines] if strength > 0 else long[lines]
        if strength > 0:
            assert d - SIGMAS * error > middle, lines
        else:
            assert d + SIGMAS * error < 1, lines
            assert d + SIGMAS * error < min(other for pair, (other, _) in long.items() if pair != lines), lines


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


def faithful(kept):
    """Visits by members who are there all year to brands that neither a campaign nor a rival takes or brings."""
    world = kept.scene.world
    touched = {c.line for c in world.campaigns.list} | {world.drop.line, world.drop.rival}
    brands = [brand.index for brand in kept.scene.brands if brand.line not in touched]
    habits = kept.frame("repertoires")
    stay = habits[(habits["joined_day"] == 0) & (habits["left_day"] >= DAYS) & habits["brand"].isin(brands)]
    return kept.frame("visits").merge(stay[["member", "brand"]], on=["member", "brand"])


def close(slots, weights):
    """Whether slots stand for weights as well as whole numbers can."""
    return (np.abs(slots / slots.sum() - weights / weights.sum()) < 1 / slots.sum()).all()


@pytest.mark.parametrize("archetype", range(5))
def test_weekdays_are_those_of_the_archetype_and_holidays_those_of_the_country(kept, archetype):
    world, n_blocks = kept.scene.world, DAYS // BLOCK
    seen = faithful(kept)
    seen = seen[seen["archetype"] == archetype]
    each = np.array(day_slots(world, 0, n_blocks - 1)).reshape(len(world.archetypes), n_blocks, DAY_SLOTS)[archetype]
    slots = np.array([np.bincount(block, minlength=BLOCK) for block in each])
    dates = [world.start + timedelta(days=day) for day in range(DAYS)]
    weekend = world.archetypes[archetype].weekend
    weights = [
        world.visits.weekdays[day.weekday()]
        * (weekend if day.weekday() >= 5 else 1)
        * world.holidays.get(day.isoformat(), 1)
        for day in dates
    ]
    for block, configured in zip(slots, np.reshape(weights, slots.shape), strict=True):
        assert close(block, configured)
    in_blocks = np.bincount(seen["day"] // BLOCK, minlength=n_blocks)
    expected = (slots / DAY_SLOTS * in_blocks[:, None]).ravel()
    weekday = np.array([day.weekday() for day in dates])
    found = np.bincount(weekday[seen["day"]], minlength=WEEK)
    assert chisquare(found, np.bincount(weekday, weights=expected)).pvalue > CHANCE
    holidays = np.array([day.isoformat() in world.holidays for day in dates])
    on_each = np.bincount(seen["day"], minlength=DAYS)[holidays]
    rest = [len(seen) - on_each.sum(), len(seen) - expected[holidays].sum()]
    assert chisquare([*on_each, rest[0]], [*expected[holidays], rest[1]]).pvalue > CHANCE


@pytest.mark.parametrize("line", ["grocer", "convenience", "fuel"])
def test_hours_are_those_of_the_line(kept, line):
    world = kept.scene.world
    at = [*world.lines_of_business].index(line) * HOUR_SLOTS
    slots = np.bincount(hours(world)[at : at + HOUR_SLOTS], minlength=24)
    assert close(slots, np.array(world.hours[world.lines_of_business[line].hours]))
    seen = of_brand(kept, "visits", line)
    found, open_ = np.bincount(seen["second"] // 3600, minlength=24), slots > 0
    assert found[~open_].sum() == 0
    assert chisquare(found[open_], slots[open_] / HOUR_SLOTS * len(seen)).pvalue > CHANCE


def is_seasonal(days, world, line):
    """Whether days of visits, by members who are there all year, fall into blocks as the line's season has it."""
    dates = [world.start + timedelta(days=day) for day in range(DAYS)]
    season = world.seasons.get(line, (1.0,) * 12)
    weights = np.array(
        [
            season[day.month - 1] * world.visits.weekdays[day.weekday()] * world.holidays.get(day.isoformat(), 1)
            for day in dates
        ]
    )
    blocks = weights.reshape(-1, BLOCK).sum(axis=1)
    found = np.bincount(days // BLOCK, minlength=len(blocks))
    return chisquare(found, blocks / blocks.sum() * len(days)).pvalue > CHANCE


@pytest.mark.parametrize("line", ["convenience", "fashion", "airline"])
def test_seasons_are_those_of_the_line(kept, line):
    seen = faithful(kept)
    assert is_seasonal(seen.loc[seen["brand"] == brand_of(kept, line), "day"], kept.scene.world, line)


def test_the_seasons_of_the_grocer_are_found_by_many_visits(trial):
    habits, seen = trial.frame("untreated"), trial.frame("year")
    stay = habits.loc[(habits["joined_day"] == 0) & (habits["left_day"] >= DAYS), "member"]
    assert is_seasonal(seen.loc[seen["member"].isin(stay), "day"], trial.scene.world, "grocer")
