"""Partners: one row each, and never without a name."""

from pyspark.sql import SparkSession
from tests.silver.judge import reasons

from gcrm.core.running import quality
from gcrm.core.testing import rows, same, with_source
from gcrm.silver.partners import PARTNERS, RAW, build


def test_a_partner_has_a_name_and_an_id(spark: SparkSession) -> None:
    raw = rows(
        spark,
        RAW,
        {"partner_id": "p1", "name": "Kiosk"},
        {"partner_id": "p2", "name": None},
        {"partner_id": None, "name": "Nobody"},
    )
    assert reasons(build(with_source(raw)), PARTNERS, "name") == {
        "Kiosk": [],
        None: ["name_is_given"],
        "Nobody": ["partner_id_is_given"],
    }


def test_the_same_partner_again_repeats_and_other_words_contradict(spark: SparkSession) -> None:
    told = [("p1", "Kiosk"), ("p1", "Kiosk"), ("p2", "Corner GmbH"), ("p2", "Corner")]
    given = [{"partner_id": key, "name": name, "joined_on": "2018-01-02"} for key, name in told]
    judged = quality.judged(quality.match_columns(build(with_source(rows(spark, RAW, *given))), PARTNERS), PARTNERS)
    same(judged.agg(*quality.tally()), [(4, 1, 2, 1)], "read", "kept", "quarantined", "repeated")
    same(quality.good(judged), [("Kiosk",)], "name")
