"""Rows of members who were forgotten are counted, by the truth of their cards."""

from datetime import date, datetime
from pathlib import Path

from pyspark.sql import functions as F

from gcrm.core.frames import small
from gcrm.core.testing import rows
from gcrm.evaluate.score import Given
from gcrm.evaluate.scores.forgotten import measure
from gcrm.silver.members import SILVER_MEMBERS
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.simulate.scene import Scene
from gcrm.simulate.truth import Place, Truth
from gcrm.simulate.world import load
from gcrm.vault.forgotten import FORGOTTEN, mark
from gcrm.vault.pseudonyms import pseudonym
from gcrm.warehouse.member_months import MEMBER_MONTHS

CONF = Path(__file__).resolve().parents[3] / "conf"
KEY, LIST = b"k" * 32, b"l" * 32
SCHEMA = "member bigint, card string, archetype int, next_archetype int, log_income double, joined_day int"


def test_rows_of_who_stands_on_the_list_are_counted(spark, lake, tmp_path):
    people = spark.createDataFrame([(1, "c1", 0, 0, 7.0, 0), (2, "c2", 0, 0, 7.0, 0)], SCHEMA)
    people.write.parquet(str(tmp_path / "out" / "truth" / "members"))
    card = F.col("card")
    told = people.select(pseudonym(card, KEY).alias("p"), mark(card, LIST).alias("m")).orderBy("card").collect()
    for table in (SILVER_MEMBERS, TRANSACTIONS, MEMBER_MONTHS):
        lake.create(table)
    stated = [{"member_id": row.p, "valid_from": date(2018, 1, 1)} for row in told]
    lake.replace(SILVER_MEMBERS, rows(spark, SILVER_MEMBERS, *stated), {})
    given = Given(lake, Truth(spark, Place(Scene(load(CONF, []), 7, 300), tmp_path / "out", 42)), KEY, LIST)
    [nobody] = measure(given)
    assert (nobody.says, nobody.verdict()) == ("nobody was forgotten", "too few")
    lake.create(FORGOTTEN)
    listed = [(told[0].m, "e-1", datetime(2018, 1, 1))]
    lake.add(FORGOTTEN, small(spark, "mark string, erasure_id string, forgotten_at timestamp", listed), {})
    [found] = measure(given)
    assert (found.value, found.n, found.verdict()) == (1.0, 1, "fails")
    assert found.says == "1 of 1 members; silver.members 1"
