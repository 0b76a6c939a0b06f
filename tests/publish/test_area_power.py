"""What leaves of area power: figures of ten or more members, and the model's word where there are fewer."""

import math

import pytest
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from gcrm.core.running import quality
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import same
from gcrm.publish.area_power import PUBLISHED_AREA_POWER, build
from gcrm.publish.gate import Settings

from .made_up import AS_OF


@pytest.fixture(scope="module")
def shown(published_lake: Lakehouse) -> dict[str, Row]:
    return {row["area_id"]: row for row in published_lake.read(PUBLISHED_AREA_POWER).collect()}


def test_only_areas_of_ten_members_that_give_no_other_away_keep_their_count(shown: dict[str, Row]) -> None:
    counts = {area: row["n_members"] for area, row in shown.items() if not row["withheld"]}
    assert counts == {"a40": 40, "b25": 25, "b30": 30, "b60": 60}


def test_few_none_and_those_that_would_give_the_few_away_look_alike(shown: dict[str, Row]) -> None:
    figures = ("n_members", "direct_mean", "weight_of_members", "method", "power_p50")
    withheld = {area: tuple(row[name] for name in figures) for area, row in shown.items() if row["withheld"]}
    assert withheld == {area: (None, None, 0.0, "model only", math.exp(4.5)) for area in ("a0", "a3", "a12")}


def test_a_withheld_area_has_the_interval_of_a_place_without_members(shown: dict[str, Row]) -> None:
    """Mean squared error A + x'Cov(b)x (Rao and Molina 2015, chapter 6)."""
    assert shown["a3"]["power_p90"] == pytest.approx(math.exp(4.5 + 1.2815515655 * math.sqrt(0.04 + 0.01)))
    assert shown["a3"]["power_mean"] == pytest.approx(math.exp(4.5 + 0.05 / 2))


def test_a_shown_area_keeps_the_figures_of_the_mart(shown: dict[str, Row], power: dict[str, DataFrame]) -> None:
    mart = power["power"].filter("area_id = 'b60'").first()
    assert mart is not None
    assert {name: shown["b60"][name] for name in mart.asDict()} == mart.asDict()


def test_index_and_mean_stand_to_each_other_alike_everywhere(shown: dict[str, Row]) -> None:
    assert len({round(row["index"] / row["power_mean"], 9) for row in shown.values()}) == 1


def test_a_model_of_fewer_than_ten_members_in_all_says_nothing(power: dict[str, DataFrame]) -> None:
    few = power["power"].filter("area_id IN ('a0', 'a3')")
    made = build(**{**power, "power": few}, settings=Settings(), as_of=AS_OF)
    same(made, [("a0", None, None), ("a3", None, None)], "area_id", "power_p50", "index")


def test_the_table_itself_refuses_a_small_cell(published_lake: Lakehouse) -> None:
    lost = F.when(F.col("area_id") == "a3", 3).otherwise(F.col("n_members"))
    leak = published_lake.read(PUBLISHED_AREA_POWER).withColumn("n_members", lost)
    judged = quality.judged(leak, PUBLISHED_AREA_POWER)
    refused = quality.bad(judged, PUBLISHED_AREA_POWER)
    same(refused, [("a3", ["no_small_cell", "withheld_says_nothing"])], "area_id", "_failed")
    with pytest.raises(PySparkException, match="no_small_cell"):
        published_lake.replace(PUBLISHED_AREA_POWER, leak.filter("area_id = 'a3'"), {})
