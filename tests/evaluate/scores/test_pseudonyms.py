"""Pseudonyms of stated members, against those that their cards must have."""

from pathlib import Path

from pyspark.sql import functions as F

from gcrm.core.testing import rows
from gcrm.evaluate.score import Given
from gcrm.evaluate.scores.pseudonyms import measure
from gcrm.silver.members import SILVER_MEMBERS
from gcrm.simulate.scene import Scene
from gcrm.simulate.truth import Place, Truth
from gcrm.simulate.world import load
from gcrm.vault.pseudonyms import pseudonym

CONF = Path(__file__).resolve().parents[3] / "conf"
KEY = b"a key of thirty-two bytes, no less"
SCHEMA = "member bigint, card string, archetype int, next_archetype int, log_income double, joined_day int"


def test_right_pseudonyms_and_strangers_are_told_apart(spark, lake, tmp_path):
    cards = [(1, "c1", 0, 0, 7.0, 0), (2, "c2", 0, 0, 7.0, 0), (3, "c3", 0, 0, 7.0, 300)]
    people = spark.createDataFrame(cards, SCHEMA)
    people.write.parquet(str(tmp_path / "out" / "truth" / "members"))
    made = people.filter("member = 1").select(pseudonym(F.col("card"), KEY).alias("p")).first()
    stated = rows(spark, SILVER_MEMBERS, {"member_id": made.p}, {"member_id": "somebody"})
    lake.replace(SILVER_MEMBERS, stated, {})
    truth = Truth(spark, Place(Scene(load(CONF, []), 7, 300), tmp_path / "out", 42))
    right, strangers = measure(Given(lake, truth, KEY))
    # Who joins on day 300 is in no register by day 42.
    assert (right.value, right.n, right.verdict()) == (0.5, 2, "fails")
    assert (strangers.value, strangers.verdict()) == (1.0, "fails")
    assert right.says == "50.00%: 1 of 2 members; 1 of nobody"
