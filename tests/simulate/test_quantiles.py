"""Quantiles against those of scipy's distributions."""

import numpy as np
import pytest
from pyspark.sql import functions as F
from scipy import stats

from gcrm.core.frames import small
from gcrm.core.testing import plain
from gcrm.simulate.quantiles import gamma_at, poisson_at


def test_a_gamma_variable_is_at_the_quantile_of_the_normal_draw(spark):
    rng = np.random.default_rng(1)
    given = [
        (i, float(s), float(z))
        for i, (s, z) in enumerate(zip(rng.uniform(0.2, 9, 50), rng.normal(size=50), strict=True))
    ]
    frame = small(spark, "i int, shape double, z double", given)
    found = dict(plain(frame.select("i", gamma_at(F.col("shape"), F.col("z")))))
    for i, shape, z in given:
        assert found[i] == pytest.approx(stats.gamma(shape).ppf(stats.norm.cdf(z)), rel=1e-6)


def test_a_poisson_count_is_the_least_that_reaches_the_draw(spark):
    rng = np.random.default_rng(2)
    given = [
        (i, float(u), float(m))
        for i, (u, m) in enumerate(zip(rng.uniform(size=80), rng.uniform(0.1, 60, 80), strict=True))
    ]
    frame = small(spark, "i int, u double, m double", given)
    found = dict(plain(frame.select("i", poisson_at(F.col("u"), F.col("m")))))
    assert found == {i: int(stats.poisson(m).ppf(u)) for i, u, m in given}
