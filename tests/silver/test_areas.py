"""Areas: folded names, and places on earth."""

from pyspark.sql import SparkSession
from tests.silver.judge import reasons

from gcrm.core.testing import rows, same, with_source
from gcrm.silver import areas


def test_names_are_folded_for_matching(spark: SparkSession) -> None:
    raw = rows(
        spark,
        areas.RAW,
        {"area_id": "1", "level": "municipality", "name": "Olho d'Água-Açu", "other_names": ["Olho Dagua"]},
        {"area_id": "2", "level": "municipality", "name": "Lost", "latitude": 91},
    )
    built = areas.build(with_source(raw))
    same(built, [("1", "olhodaguaacu"), ("2", "lost")], "area_id", "name_folded")
    assert reasons(built, areas.SILVER_AREAS, "area_id") == {"1": [], "2": ["latitude_is_on_earth"]}
