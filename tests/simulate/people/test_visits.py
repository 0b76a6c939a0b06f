"""Who visits what and how often: the laws that the visits were drawn from are found again in them."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.special import gammaln, hyp2f1
from scipy.stats import nbinom
from tests.simulate.likelihood import SIGMAS, fitted, near
from tests.simulate.visited import DAYS, FAMILIES, WEEK, counted, of_brand

from gcrm.simulate.parameters import BLOCK
from gcrm.simulate.people.members import members
from gcrm.simulate.people.repertoires import repertoires
from gcrm.simulate.people.rhythm import block_factors
from gcrm.simulate.people.visits import visits

# Days in which few buy a brand, as the law of duplication has it: where most do, D is held down by 1 / b.
SHORT, LONG = 14, 28


@pytest.fixture(scope="module")
def month(kept, keeping):
    """More members than a year could be made of in the time: `LONG` days of them."""
    made = keeping(24000)
    habits = made.keep("repertoires", repertoires(members(made.spark, made.scene), made.scene))
    early = visits(habits, kept.table("choices"), made.scene, 0, LONG)
    made.keep("visits", early.select("member", "brand", "day"))
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
