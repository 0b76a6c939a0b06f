"""Three files of listings, three shapes, one table."""

import pytest
from pyspark.sql import SparkSession
from tests.feeds.delivery import Delivery, kept, refused

from gcrm.core.running import quality
from gcrm.core.testing import same

V1 = {
    "city": "1",
    "area": "60",
    "rooms": "2",
    "bathroom": "1",
    "parking spaces": "0",
    "floor": "3",
    "animal": "acept",
    "furniture": "furnished",
    "hoa": "R$540",
    "rent amount": "R$1,250",
    "total": "R$1,790",
}
V2 = {
    "cidade": "São Paulo",
    "area": "60",
    "quartos": "2",
    "banheiros": "1",
    "vagas_garagem": "0",
    "andar": "3",
    "animal": "acept",
    "mobiliado": "furnished",
    "valor_condominio": "540",
    "valor_aluguel": "1250",
    "valor_total": "1790",
}
APRIL = {
    "Price": "930",
    "Condo": "220",
    "Size": "47",
    "Rooms": "2",
    "Furnished": "0",
    "District": "Moema/São Paulo",
    "Negotiation_Type": "rent",
    "Property_Type": "apartment",
    "Latitude": "-23.6",
    "Longitude": "-46.6",
}


@pytest.fixture(scope="module")
def delivery(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Delivery:
    made = Delivery(spark, "brazil", tmp_path_factory.mktemp("landing"))
    made.deliver(
        "realestate",
        "rents",
        [V1, V1 | {"area": "61", "hoa": "Sem info"}, V1 | {"area": "62", "hoa": "Incluso"}, V1 | {"city": "0"}],
    )
    made.deliver("realestate", "rents_v2", [V2, V2, V2 | {"cidade": "Santos", "quartos": "", "valor_condominio": ""}])
    made.deliver(
        "realestate",
        "sao_paulo",
        [
            APRIL,
            APRIL | {"Latitude": "0.0", "Longitude": "0.0", "Furnished": "1"},
            APRIL | {"Negotiation_Type": "sale", "Price": "430000", "Size": "5"},
        ],
    )
    made.deliver("census", "states", [{"codigo_uf": "35", "uf": "SP", "nome": "São Paulo"}])
    made.deliver(
        "census",
        "municipalities",
        [
            {
                "codigo_ibge": "3550308",
                "nome": "São Paulo",
                "codigo_uf": "35",
                "latitude": "-23.5",
                "longitude": "-46.6",
            },
            {"codigo_ibge": "3548500", "nome": "Santos", "codigo_uf": "35", "latitude": "-23.9", "longitude": "-46.3"},
        ],
    )
    return made


def test_the_three_shapes_become_one(delivery: Delivery) -> None:
    judged = delivery.judged("silver.listings")
    assert kept(judged, "offer", "area_id", "district_name", "rooms", "size", "price", "fee", "is_furnished") == [
        ("rent", "3548500", None, None, "60.0", "1250.00", None, "true"),
        ("rent", "3550308", "Moema", "2", "47.0", "930.00", "220.00", "false"),
        ("rent", "3550308", "Moema", "2", "47.0", "930.00", "220.00", "true"),
        ("rent", "3550308", None, "2", "60.0", "1250.00", "540.00", "true"),
        ("rent", "3550308", None, "2", "61.0", "1250.00", None, "true"),
        ("rent", "3550308", None, "2", "62.0", "1250.00", "0.00", "true"),
    ]


def test_a_listing_in_both_versions_counts_once_and_the_newer_file_stands(delivery: Delivery) -> None:
    judged = delivery.judged("silver.listings")
    same(judged.agg(*quality.tally()), [(10, 6, 2, 2)], "read", "kept", "quarantined", "repeated")
    stands = quality.good(judged).filter("size = 60 AND area_id = '3550308'")
    same(stands, [("houses_to_rent_v21.csv",)], "_source.file")


def test_an_untold_city_and_an_impossible_size_are_refused(delivery: Delivery) -> None:
    assert refused(delivery.judged("silver.listings"), "price") == {
        "1250.00": ["area_id_is_given"],
        "430000.00": ["size_is_plausible"],
    }


def test_coordinates_that_the_portal_does_not_know_are_none(delivery: Delivery) -> None:
    listings = delivery.judged("silver.listings").filter("district_name = 'Moema' AND offer = 'rent'")
    assert kept(listings, "is_furnished", "latitude", "longitude", "observed_on") == [
        ("false", "-23.6", "-46.6", "2019-04-01"),
        ("true", None, None, "2019-04-01"),
    ]
