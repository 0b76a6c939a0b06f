"""A place is matched to one area or to none; never to two, never by guessing."""

import unicodedata

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from tests.silver.conftest import area

from gcrm.core.frames import small
from gcrm.core.testing import rows, same
from gcrm.silver import place_names
from gcrm.silver.areas import SILVER_AREAS


def matched(spark: SparkSession, areas: DataFrame, *given: tuple[str | None, str | None]) -> list[str | None]:
    frame = small(spark, "i int, place_name string, region_code string", [(i, *one) for i, one in enumerate(given)])
    found = place_names.matched(frame, areas, "municipality")
    assert found.columns == [*frame.columns, "area_id"]
    return [row.area_id for row in found.orderBy("i").collect()]


def test_spelling_does_not_matter(spark: SparkSession, areas: DataFrame) -> None:
    spelt = ["Mogi-Guaçu", "MOGI GUACU", "mogi  guaçu", " Mogi Guac\u0327u", "moji guaçu", "Mogi Guassu"]
    assert matched(spark, areas, *[(name, " sp ") for name in spelt]) == ["2"] * len(spelt)


def test_the_region_decides_between_namesakes(spark: SparkSession, areas: DataFrame) -> None:
    assert matched(spark, areas, ("Bom Jesus", "PI"), ("Bom Jesus", "SC"), ("Bom Jesus", "SP")) == ["3", "4", None]


def test_without_a_region_a_name_must_be_unique_in_the_country(spark: SparkSession, areas: DataFrame) -> None:
    assert matched(spark, areas, ("São Paulo", None), ("Bom Jesus", None)) == ["1", None]


def test_a_name_that_two_areas_of_a_region_claim_is_no_match(spark: SparkSession, areas: DataFrame) -> None:
    assert matched(spark, areas, ("Vila Velha", "PB"), ("Santa Rita", "PB")) == [None, "6"]


def named(area_id: str, name: str, *other_names: str) -> dict[str, object]:
    return area(area_id, "", "VN", *other_names) | {"name": name}


def test_a_name_as_it_is_spelt_comes_before_the_folded_one(spark: SparkSession) -> None:
    names = ["Phường Sa Pa", "Phường Sa Pả", "Hà Nội", "서울특별시", "ลำปาง", "Đắk Lắk"]
    known = [named(str(number), name) for number, name in enumerate(names, 1)]
    raw = (
        rows(spark, SILVER_AREAS, *known)
        .drop("name_folded")
        .withColumn("name_folded", place_names.folded(F.col("name")))
    )
    given = {
        "Phường Sa Pa": "1", "PHƯỜNG SA  PẢ\u200b": "2", "Phuong Sa Pa": None, "Ha Noi": "3",
        unicodedata.normalize("NFD", "Hà Nội"): "3", "Ha\u0300 No\u0302\u0323i": "3",
        unicodedata.normalize("NFD", "서울특별시"): "4",
        "ล\u0e4d\u0e32ปาง": "5", "Ðắk Lắk": "6", "TP. HCM": None,
    }  # fmt: skip
    assert dict(zip(given, matched(spark, raw, *[(name, " vn\u00a0") for name in given]), strict=True)) == given


def test_no_name_is_no_match(spark: SparkSession, areas: DataFrame) -> None:
    assert matched(spark, areas, (None, "SP"), (" - ", "SP"), ("", None)) == [None, None, None]


def test_only_areas_of_the_level_are_matched(spark: SparkSession, areas: DataFrame) -> None:
    states = place_names.matched(
        spark.sql("SELECT 'São Paulo' AS place_name, 'SP' AS region_code, 'old' AS area_id"), areas, "state"
    )
    same(states, [("35",)], "area_id")


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Sant'Ana do Livramento", "santanadolivramento"),
        ("ÀÉÎÕÜÇÑŠŽ", "aeioucnsz"),
        ("Thành phố Hồ Chí Minh", "thanhphohochiminh"),
        ("ĐẮK LẮK", "daklak"),
        ("서울특별시 강남구", "서울특별시강남구"),
        ("เชียงใหม่", "เชียงใหม่"),
        ("...", None),
        (None, None),
    ],
)
def test_folding(spark: SparkSession, name: str | None, folded: str | None) -> None:
    frame = small(spark, "name string", [(name,)])
    row = frame.select(place_names.folded(F.col("name")).alias("folded")).first()
    assert row is not None
    assert row.folded == folded
