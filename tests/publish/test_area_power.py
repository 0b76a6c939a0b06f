"""What leaves of area power: figures of ten or more members, and the model's word where there are fewer."""

import math

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from gcrm.core import quality
from gcrm.core.lakehouse import Lakehouse
from gcrm.core.testing import plain
from gcrm.publish.area_power import PUBLISHED_AREA_POWER, build
from gcrm.publish.gate import Settings

from .made_up import AS_OF, power_inputs, published_areas


def test_only_areas_of_ten_members_that_give_no_other_away_keep_their_count(spark: SparkSession) -> None:
    shown = published_areas(spark).filter("NOT withheld")
    assert plain(shown, "area_id", "n_members") == [("a40", 40), ("b25", 25), ("b30", 30), ("b60", 60)]


def test_a_withheld_area_shows_what_the_model_says_of_a_place_without_members(spark: SparkSession) -> None:
    withheld = published_areas(spark).filter("withheld")
    figures = plain(withheld, "n_members", "direct_mean", "weight_of_members", "method", "power_p50")
    # A few, none, and those that would give the few away look alike; with no covariates, to the last digit.
    assert figures == [(None, None, 0.0, "model only", math.exp(4.5))] * 3
    row = withheld.filter("area_id = 'a3'").first()
    # Mean squared error of a place without members: A + x'Cov(b)x (Rao and Molina 2015).
    assert row is not None
    assert row["power_p90"] == pytest.approx(math.exp(4.5 + 1.2815515655 * math.sqrt(0.04 + 0.01)))
    assert row["power_mean"] == pytest.approx(math.exp(4.5 + 0.05 / 2))


def test_a_shown_area_keeps_the_figures_of_the_mart(spark: SparkSession) -> None:
    names = ("area_id", "n_members", "direct_mean", "power_mean", "power_p10", "power_p90", "index", "weight_of_members")
    mart = power_inputs(spark)["power"].filter("area_id = 'b60'")
    assert plain(published_areas(spark).filter("area_id = 'b60'"), *names) == plain(mart, *names)


def test_index_and_mean_of_a_withheld_area_stand_to_each_other_as_elsewhere(spark: SparkSession) -> None:
    ratios = published_areas(spark).select(F.round(F.col("index") / F.col("power_mean"), 9).alias("ratio"))
    assert ratios.distinct().count() == 1


def test_a_model_of_fewer_than_ten_members_in_all_says_nothing(spark: SparkSession) -> None:
    inputs = power_inputs(spark)
    few = {**inputs, "power": inputs["power"].filter("area_id IN ('a0', 'a3')")}
    made = build(**few, settings=Settings(), as_of=AS_OF)
    assert plain(made, "area_id", "power_p50", "index") == [("a0", None, None), ("a3", None, None)]


def test_the_table_itself_refuses_a_small_cell(spark: SparkSession, lake: Lakehouse) -> None:
    leak = published_areas(spark).withColumn("n_members", F.when(F.col("area_id") == "a3", 3).otherwise(F.col("n_members")))
    judged = quality.judged(leak, PUBLISHED_AREA_POWER)
    assert plain(quality.bad(judged), "area_id", "_failed") == [("a3", ["no_small_cell", "withheld_says_nothing"])]
    with pytest.raises(Exception, match="no_small_cell"):
        lake.replace(PUBLISHED_AREA_POWER, leak, {})
