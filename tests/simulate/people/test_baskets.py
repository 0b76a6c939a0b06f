"""What baskets hold and cost: the laws that lines were drawn from are found again in them."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import betaln
from tests.simulate.likelihood import SIGMAS, fitted, near

from gcrm.simulate.brands import LOWEST, RUNGS, STEP, catalogue
from gcrm.simulate.people.baskets import OFF_SHELF

FEW = 14  # days whose lines are few enough for their number to tell a line's variance from a member's
# Numbers of lines are drawn from 256 slots, which leave out the largest ones.
ROUNDED = 0.01
BROAD, NARROW = "broad", "narrow"


@pytest.fixture(scope="module")
def sold(kept):
    """Lines with their category, what is true of their member, and `paid`: the amount as it would be off the shelf."""
    world = kept.scene.world
    people = kept.frame("members")[["member", "archetype", "log_income"]]
    found = kept.frame("lines").merge(people, on="member")
    promoted = found["discount"] > 0
    return found.assign(
        name=np.array([c.name for c in world.categories])[found["category"]],
        price=np.array([c.price for c in world.categories])[found["category"]],
        elasticity=np.array([c.elasticity for c in world.categories])[found["category"]],
        spend=np.array([one.spend for one in world.archetypes])[found["archetype"]],
        breadth=np.array([one.breadth for one in world.archetypes])[found["archetype"]],
        promoted=promoted,
        paid=found["amount"] / 100 / np.where(promoted, 1 - OFF_SHELF, 1),
    )


def gamma_gamma(n, mean):
    """Log-likelihood of log p, q, gamma by members' numbers of lines and their means (Fader and Hardie 2013)."""

    def log_likelihood(logs):
        p, q, scale = np.exp(logs)
        total = n * mean
        each = p * n * np.log(total) + q * np.log(scale) - betaln(p * n, q) - (p * n + q) * np.log(scale + total)
        return float((each - np.log(mean)).sum())

    return log_likelihood


def test_amounts_of_lines_are_gamma_gamma(kept, sold):
    world = kept.scene.world
    early = sold[sold["day"] < FEW]
    engel = np.exp(early["elasticity"] * (early["log_income"] - world.income.mean_log))
    scaled = early["paid"] / (early["price"] * early["spend"] * engel)
    each = scaled.groupby(early["member"]).agg(["size", "mean"])
    truth = np.array([world.spend.shape, world.spend.rate_shape, world.spend.rate_scale])
    fit = fitted(gamma_gamma(each["size"].to_numpy(), each["mean"].to_numpy()), np.array([2.0, 2.0, 2.0]))
    assert np.abs(fit.distances(truth)).max() < SIGMAS
    assert fit.likely(truth)


@pytest.mark.parametrize("name", ["vegetables", "beer and wine", "women's wear", "petrol"])
def test_amounts_rise_with_income_by_the_elasticity(kept, sold, name):
    (category,) = (c for c in kept.scene.world.categories if c.name == name)
    mine = sold[sold["name"] == name]
    each = (
        mine.assign(log_paid=np.log(mine["paid"] / mine["spend"])).groupby("member")[["log_paid", "log_income"]].mean()
    )
    x = np.column_stack([np.ones(len(each)), each["log_income"] - each["log_income"].mean()])
    bread = np.linalg.inv(x.T @ x)
    slope = bread @ x.T @ each["log_paid"]
    # Members with few lines vary more: errors that allow for it (White 1980).
    scores = x * (each["log_paid"] - x @ slope).to_numpy()[:, None]
    error = np.sqrt(np.diag(bread @ scores.T @ scores @ bread))
    assert near(slope[1], category.elasticity, error[1])


def test_archetypes_buy_their_share_on_offer(kept, sold):
    for number, archetype in enumerate(kept.scene.world.archetypes):
        promoted = sold[sold["archetype"] == number]["promoted"]
        error = np.sqrt(archetype.promotion * (1 - archetype.promotion) / len(promoted))
        assert near(promoted.mean(), archetype.promotion, error), archetype.name


def test_discounts_are_what_the_shelf_price_was_above_the_amount(sold):
    on_offer = sold[sold["promoted"]]
    off = on_offer["discount"] / (on_offer["amount"] + on_offer["discount"])
    assert (np.abs(off - OFF_SHELF) < 0.5 / on_offer["amount"]).all()


@pytest.mark.parametrize("line", ["grocer", "convenience", "cafe", "fuel", "restaurant"])
def test_baskets_have_as_many_lines_as_configured(kept, line):
    business = kept.scene.world.lines_of_business[line]
    (brand,) = (b.index for b in kept.scene.brands if b.line == line)
    every = kept.frame("lines")
    lines = every[every["brand"] == brand].groupby("visit")["line"].agg(["size", "max"])
    assert (lines["size"] == lines["max"]).all()
    assert len(lines) == (kept.frame("visits")["brand"] == brand).sum()
    error = lines["size"].std() / np.sqrt(len(lines))
    assert abs(lines["size"].mean() - business.lines) < ROUNDED * business.lines + SIGMAS * error


@pytest.fixture(scope="module")
def followed(sold):
    """Numbers of following lines by their category, by what opened the basket, and by breadth."""
    opened = sold[sold["line"] == 1].set_index("visit")["name"].rename("opening")
    later = sold[sold["line"] > 1].join(opened, on="visit")
    return later.groupby(["breadth", "opening", "name"]).size()


def linked(kept, kind):
    return [(c.name, getattr(c, kind)) for c in kept.scene.world.categories if getattr(c, kind)]


def test_complements_come_more_often_together(kept, followed):
    world = kept.scene.world
    pairs = {frozenset(pair) for kind in ("complement", "substitute") for pair in linked(kept, kind)}
    for one, other in linked(kept, "complement"):
        (line,) = {c.line for c in world.categories if c.name in (one, other)}
        plain = [c.name for c in world.categories if c.line == line and frozenset((c.name, other)) not in pairs]
        mine = followed[BROAD].loc[[one]]
        rest = followed[BROAD].loc[[name for name in plain if name != one]]
        shares = [n.xs(other, level="name").sum() / n.sum() for n in (mine, rest)]
        error = np.sqrt(sum(p * (1 - p) / n.sum() for p, n in zip(shares, (mine, rest), strict=True)))
        assert shares[0] - SIGMAS * error > shares[1], (one, other)


def test_substitutes_never_follow_each_other(kept, followed):
    for one, other in linked(kept, "substitute"):
        for breadth in (BROAD, NARROW):
            assert followed[breadth, one].sum() > 100
            assert other not in followed[breadth, one].index
            assert one not in followed[breadth, other].index


def test_the_narrow_buy_fewer_categories(kept, sold):
    grocer = [c.name for c in kept.scene.world.categories if c.line == "grocer"]
    opening = sold[(sold["line"] == 1) & sold["name"].isin(grocer)]
    shares = pd.crosstab(opening["breadth"], opening["name"], normalize="index")
    evenness = -(shares * np.log(shares.clip(lower=1e-12))).sum(axis=1)
    assert evenness[BROAD] > evenness[NARROW] + 0.1


def test_articles_cost_about_what_a_unit_did(kept, sold):
    listed = catalogue(kept.scene.world).set_index("article")
    unit = 10 * (sold["amount"] + sold["discount"]) / sold["quantity"]
    articles = listed.loc[sold["article"]]
    assert (articles["category"].to_numpy() == sold["name"].to_numpy()).all()
    ratio = unit.to_numpy() / articles["list_price"].to_numpy()
    rung = sold["article"].str[2:4].astype(int).to_numpy()
    lowest, highest = rung == 0, rung == RUNGS - 1
    # List prices are rounded to hundredths, which of the cheapest are some percent.
    slack = 0.006 / (sold["price"].to_numpy() * LOWEST * STEP**rung)
    assert (ratio[~lowest] > (STEP**-0.5) * (1 - slack[~lowest])).all()
    assert (ratio[~highest] < (STEP**0.5) * (1 + slack[~highest])).all()
    assert lowest.mean() < 0.05
    assert highest.mean() < 0.001
