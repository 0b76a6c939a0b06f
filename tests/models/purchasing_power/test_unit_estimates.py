"""Battese-Harter-Fuller from sums of a table: published figures of corn, and areas whose members are of another mix."""

from datetime import date

import numpy as np
import pytest
from pyspark.sql import functions as F
from tests.stats.cornsoybean import CORN_MEANS, corn

from gcrm.core.testing import rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.purchasing_power import unit_estimates
from gcrm.models.purchasing_power.member_weights import MEMBER_WEIGHTS
from gcrm.silver.areas import SILVER_AREAS
from gcrm.stats import unit_level

AS_OF = date(2025, 6, 30)


def test_corn_is_what_was_published(spark):
    y, x, county = corn()
    units = [(int(c), float(a), *map(float, row[1:])) for c, a, row in zip(county, y, x, strict=True)]
    frame = spark.createDataFrame(units, "county int, y double, corn double, soy double")
    columns = [F.lit(1.0), F.col("corn"), F.col("soy")]
    given, counties = unit_estimates.moments(frame, F.col("county"), F.col("y"), columns)
    assert counties == list(range(1, 13))
    fitted = unit_level.fit(given)
    assert (fitted.sigma2_v, fitted.sigma2_e) == (pytest.approx(140.02, abs=0.005), pytest.approx(147.27, abs=0.005))
    np.testing.assert_allclose(fitted.beta, [51.070, 0.32872, -0.13457], rtol=1e-4)
    size, means = CORN_MEANS[:, 0], np.column_stack([np.ones(12), CORN_MEANS[:, 1:]])
    published = [122.20, 126.23, 106.66, 108.42, 144.31, 112.16, 112.78, 122.00, 115.34, 124.41, 106.89, 143.03]
    np.testing.assert_allclose(unit_level.predict(fitted, given, means, size), published, atol=0.005)


def test_an_area_of_the_young_is_told_by_what_the_young_spend(spark):
    """The old spend ten times as much; one area has the young alone, and nothing else sets areas apart."""
    rng = np.random.default_rng(4)
    people = [
        {"member_id": f"{area}{i}", "area_id": area, "age_band": band, "sex": "female",
         "amount": round(float(np.exp(rng.normal(3.0 + 2.3 * (band == "old"), 0.4))), 2)}
        for area in "abcdefgh"
        for i in range(20)
        for band in ("young" if area == "a" or i % 2 else "old",)
    ]  # fmt: skip
    kinds = [{"age_band": band, "sex": "female", "n_members": n} for band, n in (("young", 90), ("old", 70))]
    frames = (rows(spark, MEMBER_FEATURES, *people), rows(spark, MEMBER_WEIGHTS, *kinds))
    places = [{"area_id": area} for area in "abcdefgh"]
    made = unit_estimates.build(*frames, rows(spark, AREA_FEATURES, *places), rows(spark, SILVER_AREAS, *places), AS_OF)
    level = {row.area_id: (row.own_mean, row.level) for row in made.collect()}
    others = [level[area] for area in "bcdefgh"]
    assert level["a"][0] < min(own for own, _ in others) - 0.5
    assert level["a"][1] == pytest.approx(np.mean([one for _, one in others]), abs=0.2)


def test_without_members_or_of_one_area_alone_there_are_no_rows(spark):
    places = rows(spark, AREA_FEATURES, {"area_id": "a"}), rows(spark, SILVER_AREAS, {"area_id": "a"})
    one = rows(spark, MEMBER_FEATURES, {"member_id": "m", "area_id": "a", "amount": 10})
    kinds = rows(spark, MEMBER_WEIGHTS, {"age_band": "unknown", "sex": "unknown", "n_members": 1})
    assert unit_estimates.build(one, kinds, *places, AS_OF).count() == 0
