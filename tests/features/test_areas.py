"""Features of areas: latest figures, rents, covariates without holes."""

from datetime import date
from math import log

import pytest

from gcrm.core.testing import rows, same
from gcrm.features import areas
from gcrm.features.areas import Settings
from gcrm.silver.area_indicators import AREA_INDICATORS
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.housing_complexes import HOUSING_COMPLEXES
from gcrm.silver.listings import LISTINGS

AS_OF = date(2018, 9, 1)
PLACES = (
    {"area_id": "S", "level": "state", "region_code": "SP"},
    *({"area_id": name, "level": "town", "parent_area_id": "S", "region_code": "SP"} for name in "abc"),
    {"area_id": "z", "level": "town", "parent_area_id": "R", "region_code": "RJ"},
    {"area_id": "a1", "level": "district", "parent_area_id": "a", "region_code": "SP"},
)


def told(area, indicator, value, period="2010"):
    return {"area_id": area, "indicator": indicator, "value": value, "period": period}


def offers(area, *rents, size=100, offer="rent"):
    return [
        {"listing_id": f"{area}{offer}{i}", "area_id": area, "price": rent, "size": size, "offer": offer}
        for i, rent in enumerate(rents)
    ]


def build(spark, settings, indicators=(), listings=(), complexes=()):
    frames = (
        rows(spark, SILVER_AREAS, *PLACES),
        rows(spark, AREA_INDICATORS, *indicators),
        rows(spark, LISTINGS, *listings),
        rows(spark, HOUSING_COMPLEXES, *complexes),
    )
    return {row.area_id: row for row in areas.build(*frames, settings, AS_OF).collect()}


def test_the_latest_figure_of_each_indicator_stands_in_its_own_unit(spark):
    known = [
        told("a", "gdp", 10, "2010"),
        told("a", "gdp", 20, "2016"),
        told("a", "gdp", None, "2017"),
        told("a", "age", 3),
    ]
    built = build(spark, Settings("town", log=("gdp",)), known)
    assert built["a"].indicators == {"gdp": 20.0}
    assert dict(built["a"].covariates) == {"log_gdp": pytest.approx(log(20))}


def test_a_hole_is_filled_from_the_region_or_else_from_all_and_named(spark):
    known = [told("a", "gdp", 1), told("b", "gdp", 4)]
    built = build(spark, Settings("town", linear=("gdp",)), known)
    assert dict(built["c"].covariates)["gdp"] == 2.5
    assert dict(built["z"].covariates)["gdp"] == 2.5
    assert "gdp" in built["c"].imputed
    assert "gdp" not in built["a"].imputed
    assert built["c"].indicators == {"gdp": None}


def test_a_figure_without_a_logarithm_is_imputed_not_infinite(spark):
    built = build(spark, Settings("town", log=("gdp",)), [told("a", "gdp", 0), told("b", "gdp", 8)])
    assert dict(built["a"].covariates)["log_gdp"] == pytest.approx(log(8))
    assert built["a"].indicators == {"gdp": 0.0}


def test_rent_is_the_median_of_enough_rental_offers_those_of_districts_too(spark):
    listed = [*offers("a", 1000, 2000), *offers("a1", 4000), *offers("a", 1, 1, offer="sale"), *offers("b", 900)]
    built = build(spark, Settings("town", min_listings=3, min_rent_areas=1), listings=listed)
    assert (built["a"].rent_per_m2, built["a"].n_listings) == (20.0, 3)
    assert (built["b"].rent_per_m2, built["b"].n_listings) == (None, 1)


def test_rent_is_a_pair_of_covariates_zero_where_it_is_not_known(spark):
    listed = [*offers("a", 1000), *offers("b", 2000), *offers("c", 8000)]
    built = build(spark, Settings("town", min_listings=1, min_rent_areas=1), listings=listed)
    assert dict(built["c"].covariates) == {"log_rent_per_m2": pytest.approx(log(4)), "rent_is_known": 1.0}
    assert dict(built["b"].covariates)["log_rent_per_m2"] == 0.0
    assert dict(built["z"].covariates) == {"log_rent_per_m2": 0.0, "rent_is_known": 0.0}
    assert built["z"].imputed == ["log_rent_per_m2"]


def test_a_handful_of_areas_without_rent_have_no_covariate_of_their_own(spark):
    listed = [*offers("a", 1000), *offers("b", 2000), *offers("c", 8000)]
    built = build(spark, Settings("town", min_listings=1, min_rent_areas=2), listings=listed)
    assert dict(built["c"].covariates) == {"log_rent_per_m2": pytest.approx(log(4))}
    assert dict(built["z"].covariates) == {"log_rent_per_m2": 0.0}
    assert built["z"].imputed == ["log_rent_per_m2"]


def test_rents_of_too_few_areas_are_shown_but_no_covariate(spark):
    built = build(spark, Settings("town", min_listings=1, min_rent_areas=2), listings=offers("a", 1000))
    assert built["a"].rent_per_m2 == 10.0
    assert dict(built["a"].covariates) == {}


def test_prices_of_homes_for_sale_count_beside_rents(spark):
    listed = [*offers("a", 1000), *offers("b", 2000)]
    listed += [*offers("a", 100_000, 300_000, offer="sale"), *offers("b", 400_000, offer="sale")]
    built = build(spark, Settings("town", min_listings=1, min_rent_areas=2), listings=listed)
    assert (built["a"].price_per_m2, built["a"].n_sale_listings, built["a"].rent_per_m2) == (2000.0, 2, 10.0)
    given = dict(built["b"].covariates)
    assert given["log_price_per_m2"] == pytest.approx(log(2) / 2)
    assert (given["price_is_known"], given["rent_is_known"]) == (1.0, 1.0)
    assert built["z"].imputed == ["log_rent_per_m2", "log_price_per_m2"]


def test_covariates_keep_the_order_of_the_configuration(spark):
    settings = Settings("town", log=("gdp", "area"), linear=("zeal", "age"))
    frames = (
        rows(spark, SILVER_AREAS, *PLACES),
        rows(spark, AREA_INDICATORS, told("a", "gdp", 1)),
        rows(spark, LISTINGS),
        rows(spark, HOUSING_COMPLEXES),
    )
    built = areas.build(*frames, settings, AS_OF).selectExpr("covariates.name AS names")
    same(built.distinct(), [(["log_gdp", "log_area", "zeal", "age"],)])


def test_without_a_level_there_are_no_areas(spark):
    assert build(spark, Settings(), [told("a", "gdp", 1)], offers("a", 1000)) == {}


def test_an_indicator_in_two_lists_is_refused():
    with pytest.raises(ValueError, match=r"^log and linear name an indicator twice: gdp\.$"):
        Settings("town", log=("gdp",), linear=("gdp",))
