"""Draws against the distributions that they are of, and against nothing but seed, purpose and ids."""

import numpy as np
import pytest
from pyspark.sql import functions as F
from scipy import stats

from gcrm.core.frames import small
from gcrm.core.testing import plain
from gcrm.simulate import draws
from gcrm.simulate.draws import Draws

N = 20_000


@pytest.fixture(scope="module")
def drawn(spark):
    """Many draws of each kind, as pandas has them."""
    one = Draws(7)
    kinds = {
        "uniform": one.uniform("a", "id"),
        "other": one.uniform("b", "id"),
        "normal": one.normal("n", "id"),
        "exponential": one.exponential("e", "id"),
        "erlang": one.erlang(3, "g", "id"),
        "poisson": draws.poisson(one.uniform("p", "id"), F.lit(1.7)),
        "pick": draws.pick(one.uniform("k", "id"), [5, 3, 2]),
    }
    return spark.range(N).select(*(made.alias(name) for name, made in kinds.items())).toPandas()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("uniform", stats.uniform()),
        ("normal", stats.norm()),
        ("exponential", stats.expon()),
        ("erlang", stats.gamma(3)),
    ],
)
def test_a_draw_is_of_its_distribution(drawn, name, meant):
    assert stats.kstest(drawn[name], meant.cdf).pvalue > 0.001


def test_counts_and_picks_fall_as_often_as_they_should(drawn):
    counts = np.bincount(drawn["poisson"], minlength=13)[:7]
    assert counts / N == pytest.approx(stats.poisson(1.7).pmf(range(7)), abs=0.012)
    assert np.bincount(drawn["pick"]) / N == pytest.approx([0.5, 0.3, 0.2], abs=0.012)


def test_another_purpose_or_seed_is_another_draw(drawn, spark):
    assert abs(np.corrcoef(drawn["uniform"], drawn["other"])[0, 1]) < 0.03
    again = spark.range(N).select(Draws(7).uniform("a", "id").alias("u"), Draws(8).uniform("a", "id").alias("v"))
    both = again.repartition(3).toPandas()
    assert sorted(both["u"]) == sorted(drawn["uniform"]), "partitions change nothing"
    assert not set(both["u"]) & set(both["v"])


def test_tables_in_a_plan_are_looked_up_by_position(spark):
    frame = small(spark, "i int", [(0,), (1,), (2,), (None,)])
    found = frame.select(
        draws.at(draws.constant([1.5, 2.5], "double"), F.col("i")), draws.at(draws.listed(["a", "b,c"]), F.col("i"))
    )
    assert plain(found) == sorted([(1.5, "a"), (2.5, "b,c"), (None, None), (None, None)], key=repr)


def test_slots_go_to_the_largest_remainders():
    assert draws.slots(np.array([1.0, 1.0, 1.0]), 4) == [0, 0, 1, 2]
    assert draws.slots(np.array([0.0, 1.0]), 3) == [1, 1, 1]
    assert np.bincount(draws.slots(np.array([6.0, 3.0, 1.0]), 100)).tolist() == [60, 30, 10]
