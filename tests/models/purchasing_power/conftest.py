"""Milk expenditure of 43 areas as Spark tables: direct estimates, and dummies of the major areas as covariates."""

from datetime import date

import pytest
from tests.stats.milk import MILK

from gcrm.core.testing import rows
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.category_groups import CATEGORY_GROUPS
from gcrm.models.purchasing_power import coefficients, estimates
from gcrm.models.purchasing_power.coefficients import Settings
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES
from gcrm.silver.areas import SILVER_AREAS

AS_OF = date(1989, 12, 31)
DUMMIES = {major: {f"major_{i}": float(major == i) for i in (2, 3, 4)} for major in (1, 2, 3, 4)}


def nowhere(spark, n):
    """So many areas of which nothing is known but their names."""
    return rows(spark, SILVER_AREAS, *({"area_id": f"{i:02d}"} for i in range(1, n + 1)))


@pytest.fixture(scope="package")
def milk_areas(spark):
    sampled = [
        {"area_id": f"{i:02d}", "covariates": list(DUMMIES[major].items())} for i, (_, _, major) in enumerate(MILK, 1)
    ]
    return rows(spark, AREA_FEATURES, *sampled, {"area_id": "44", "covariates": list(DUMMIES[3].items())})


@pytest.fixture(scope="package")
def milk_direct(spark):
    return rows(
        spark,
        DIRECT_ESTIMATES,
        *(
            {
                "area_id": f"{i:02d}",
                "direct": y,
                "variance": sd**2,
                "n_members": 7,
                "category_group": "all",
                "effective_members": 1e6,
            }  # the published variances are taken as known
            for i, (y, sd, _) in enumerate(MILK, 1)
        ),
    )


@pytest.fixture(scope="package")
def milk_coefficients(milk_direct, milk_areas):
    return coefficients.build(milk_direct, milk_areas, Settings(), AS_OF).cache()


@pytest.fixture(scope="package")
def milk_estimates(spark, milk_direct, milk_areas, milk_coefficients):
    frames = (milk_direct, milk_areas, nowhere(spark, 44), rows(spark, CATEGORY_GROUPS), milk_coefficients)
    return estimates.build(*frames, estimates.Settings(method="reml"), AS_OF).cache()
