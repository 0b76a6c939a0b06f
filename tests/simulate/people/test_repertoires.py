"""How often members visit brands, and until when: gamma rates that hang together, and lifetimes by Pareto."""

from itertools import combinations

import numpy as np
import pytest
from pyspark.sql import functions as F
from scipy.stats import kstest
from tests.simulate.likelihood import SIGMAS, near

from gcrm.simulate.people.repertoires import tied

N = 8000
CHANCE = 0.001


@pytest.fixture(scope="module")
def draws(spark, scene):
    """The standard normal draws behind the rates: a row a member, a column a brand."""
    brands = F.explode(F.sequence(F.lit(0), F.lit(len(scene.brands) - 1))).alias("brand")
    pairs = spark.range(N).select(F.col("id").alias("member"), brands)
    drawn = pairs.select("member", "brand", tied(scene).alias("draw")).toPandas()
    return drawn.pivot(index="member", columns="brand", values="draw").to_numpy()


def test_each_brands_draws_are_standard_normal(draws):
    """So that each rate keeps its gamma, whatever ties it to the others."""
    for brand in draws.T:
        assert kstest(brand, "norm").pvalue > CHANCE


def test_draws_of_two_brands_correlate_by_what_they_share(draws, scene):
    visits = scene.world.visits
    ties = {frozenset((one.of, one.to)): one.strength for one in visits.affinities}
    found = np.corrcoef(draws.T)
    for a, b in combinations(scene.brands, 2):
        rho = visits.shared + ties.get(frozenset((a.line, b.line)), 0.0)
        assert near(found[a.index, b.index], rho, (1 - rho**2) / np.sqrt(N)), (a.line, b.line)


@pytest.mark.parametrize("line", ["grocer", "cafe", "airline"])
def test_rates_are_gamma_by_brand_and_scaled_by_archetype(kept, line):
    world = kept.scene.world
    (brand,) = (one for one in kept.scene.brands if one.line == line)
    habits = kept.frame("repertoires").query(f"brand == {brand.index}")
    scaled = habits["rate"] * brand.rate / np.array([one.rate for one in world.archetypes])[habits["archetype"]]
    # Members whose rate is next to nothing are left out, and add nothing.
    total, n = scaled.sum(), kept.scene.n_members
    assert near(total / n, brand.shape, np.sqrt(brand.shape / n))
    assert near((scaled**2).sum() / n, brand.shape * (brand.shape + 1), np.std(scaled**2) / np.sqrt(n))
    assert habits["rate"].min() > 0


@pytest.mark.parametrize("weeks", [4, 26, 104])
def test_lifetimes_are_pareto(kept, weeks):
    visits = kept.scene.world.visits
    habits = kept.frame("repertoires")
    gone = (habits["left_day"] - habits["joined_day"] < 7 * weeks).to_numpy()
    share = 1 - (visits.dropout_rate / (visits.dropout_rate + weeks)) ** visits.dropout_shape
    assert abs(gone.mean() - share) < SIGMAS * np.sqrt(share * (1 - share) / len(gone))


def test_a_member_has_one_habit_at_most_with_each_brand_and_is_as_in_the_register(kept):
    habits, people = kept.frame("repertoires"), kept.frame("members").set_index("member")
    assert not habits.duplicated(["member", "brand"]).any()
    assert set(habits["brand"]) == set(range(len(kept.scene.brands)))
    for name in ("home", "joined_day", "archetype", "log_income", "spend_rate"):
        assert (habits[name].to_numpy() == people.loc[habits["member"], name].to_numpy()).all(), name
