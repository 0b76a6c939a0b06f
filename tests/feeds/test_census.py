"""The census's SELECTs: areas with their names and boundaries, and figures that add up."""

from typing import Any

import pytest
from pyspark.sql import SparkSession
from tests.feeds.delivery import Delivery, kept, refused

from gcrm.core.testing import same

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}
# GDP per head 20 BRL, 10 thousand persons: 200 thousand BRL of GDP and what it is made of.
ACCOUNTS = {
    "POP_GDP": "10000",
    "GDP_CAPITA": "20000",
    "GDP": "200000",
    "GVA_TOTAL": "180000",
    "TAXES": "20000",
    "GVA_AGROPEC": "10000",
    "GVA_INDUSTRY": "50000",
    "GVA_SERVICES": "90000",
    "GVA_PUBLIC": "30000",
}
NAMES = {
    "gdp": "GDP",
    "gross_value_added": "GVA_TOTAL",
    "product_taxes": "TAXES",
    "gross_value_added_agriculture": "GVA_AGROPEC",
    "gross_value_added_industry": "GVA_INDUSTRY",
    "gross_value_added_services": "GVA_SERVICES",
    "gross_value_added_public": "GVA_PUBLIC",
}


def feature(code: str, name: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"id": code, "name": name, "description": name}, "geometry": SQUARE}


@pytest.fixture(scope="module")
def delivery(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Delivery:
    made = Delivery(spark, "brazil", tmp_path_factory.mktemp("landing"))
    made.deliver(
        "census",
        "cities",
        [
            ACCOUNTS | {"IBGE_ID": "1", "CITY": "Água Boa", "RURAL_URBAN": "Urbano", "IDHM": "0.7", "ALT": " "},
            ACCOUNTS | {"IBGE_ID": "2", "GDP": "200", "TAXES": "20", "GVA_SERVICES": "90.003", "IDHM": "0,7"},
            ACCOUNTS | {"IBGE_ID": "3", "GVA_PUBLIC": "31000", "ALT": "874579"},
            ACCOUNTS | {"IBGE_ID": "4", "GVA_AGROPEC": "0.002", "GVA_PUBLIC": "40000"},
            ACCOUNTS | {"IBGE_ID": "5", "GDP": "a lot"},
        ],
    )
    made.deliver("census", "states", [{"codigo_uf": "51", "uf": "MT", "nome": "Mato Grosso", "latitude": "-12.6"}])
    made.deliver(
        "census",
        "municipalities",
        [
            {"codigo_ibge": "1", "nome": "Água Boa", "codigo_uf": "51", "latitude": "-14.1", "longitude": "-52.2"},
            {"codigo_ibge": "2", "nome": "Poxoréu", "codigo_uf": "51"},
            {"codigo_ibge": "3303807", "nome": "Paraty", "codigo_uf": "33"},
        ],
    )
    made.deliver("census", "boundaries", [feature("1", "Água Boa"), feature("2", "Poxoréo")])
    return made


def test_areas_nest_and_know_their_other_names(delivery: Delivery) -> None:
    judged = delivery.judged("silver.areas")
    assert kept(judged, "area_id", "level", "parent_area_id", "region_code", "name_folded", "other_names") == [
        ("1", "municipality", "51", "MT", "aguaboa", None),
        ("2", "municipality", "51", "MT", "poxoreu", "[Poxoréo]"),
        ("3303807", "municipality", "33", None, "paraty", "[Parati]"),
        ("51", "state", None, "MT", "matogrosso", None),
    ]


def test_a_boundary_is_geojson(delivery: Delivery) -> None:
    boundaries = delivery.judged("silver.areas").selectExpr(
        "area_id", "get_json_object(boundary, '$.type')", "get_json_object(boundary, '$.coordinates[0][2][0]')"
    )
    same(boundaries.filter("area_id IN ('1', '51')"), [("1", "Polygon", "1"), ("51", None, None)])


def figures(delivery: Delivery, area: str) -> dict[str, float]:
    rows = delivery.read("silver.area_indicators").filter(f"area_id = '{area}'").collect()
    return {row.indicator: row.value for row in rows}


def test_one_indicator_is_one_row_with_unit_period_and_publisher(delivery: Delivery) -> None:
    judged = delivery.judged("silver.area_indicators").filter("area_id = '1'")
    found = kept(judged, "indicator", "period", "value", "class", "unit", "publisher")
    assert ("human_development_index", "2010", "0.7", None, "index", "UNDP") in found
    assert ("rural_urban_class", "2016", None, "Urbano", "class", "IBGE") in found
    assert ("gdp", "2016", "200000.0", None, "thousand BRL", "IBGE") in found
    # Seven accounts, population and GDP per head, an index, a class; blanks give no row.
    assert len(found) == 11


def test_accounts_that_lost_three_digits_are_restored_where_the_sums_tell(delivery: Delivery) -> None:
    whole = figures(delivery, "1")
    mended = figures(delivery, "2")
    assert {name: whole[name] for name in NAMES} == {name: float(ACCOUNTS[column]) for name, column in NAMES.items()}
    assert {name: mended[name] for name in NAMES} == pytest.approx({name: whole[name] for name in NAMES}, rel=1e-4)


def test_accounts_that_do_not_add_up_are_refused_and_so_are_those_that_have_two_readings(delivery: Delivery) -> None:
    judged = delivery.judged("silver.area_indicators")
    third, fourth, fifth = (
        {
            row.indicator: row["_unreadable"]["value"]
            for row in judged.filter(f"area_id = '{area}'").collect()
            if "value_is_readable" in row["_failed"]
        }
        for area in ("3", "4", "5")
    )
    assert set(third) == set(NAMES)
    assert third["gross_value_added_public"] == "31000 does not add up"
    assert fourth == {"gross_value_added_agriculture": "0.002 or 0.002 thousand"}
    assert fifth["gdp"] == "a lot"
    assert len(refused(judged.filter("area_id = '3'"), "indicator")) == len(NAMES) + 1


def test_figures_that_cannot_be_read_or_be_true_are_refused(delivery: Delivery) -> None:
    judged = delivery.judged("silver.area_indicators")
    assert refused(judged.filter("area_id = '2'"), "indicator") == {
        "human_development_index": ["value_is_readable", "value_or_class_is_given", "value_fits_its_unit"]
    }
    assert refused(judged.filter("area_id = '3' AND indicator = 'altitude'"), "indicator") == {
        "altitude": ["value_fits_its_unit"]
    }
