"""Visits to sites: dated by month, known and unknown visitors alike."""

from pyspark.sql import SparkSession
from tests.silver.judge import reasons

from gcrm.core.testing import rows, same, with_source
from gcrm.silver import visits

CAME = {"site": "mall", "started_at": "2018-02-28 10:00:00", "n_pages": 3, "member_id": None}


def test_the_rules_name_what_is_wrong(spark: SparkSession) -> None:
    raw = rows(
        spark,
        visits.RAW,
        CAME | {"visit_id": "good"},
        CAME | {"visit_id": "untold", "n_pages": None},
        CAME | {"visit_id": "empty", "n_pages": 0},
        CAME | {"visit_id": "undated", "started_at": None},
    )
    built = visits.build(with_source(raw))
    same(built.filter("visit_id = 'good'").select(built["month"].cast("string")), [("2018-02-01",)])
    assert reasons(built, visits.VISITS, "visit_id") == {
        "good": [],
        "untold": [],
        "empty": ["pages_are_plausible"],
        "undated": ["started_at_is_given", "month_is_given"],
    }
