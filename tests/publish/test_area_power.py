"""What leaves of area power: classes and figures that are worked out of what the gate shows, and of nothing else."""

import math

import pytest
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F

from gcrm.core.running import quality
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import plain, rows, same
from gcrm.ops.releases import RELEASES
from gcrm.publish.area_power import PUBLISHED_AREA_POWER, Settings, above, build
from gcrm.silver.areas import SILVER_AREAS

from .made_up import AS_OF, direct


@pytest.fixture(scope="module")
def shown(published_lake: Lakehouse) -> dict[str, Row]:
    return {row["area_id"]: row for row in published_lake.read(PUBLISHED_AREA_POWER).collect()}


def test_areas_that_pass_are_counted_in_classes(shown: dict[str, Row]) -> None:
    counts = {area: row["n_members"] for area, row in shown.items() if not row["withheld"]}
    assert counts == {"a40": 40, "b25": 10, "b30": 10, "b60": 40}


def test_few_none_and_those_that_would_give_the_few_away_look_alike(shown: dict[str, Row]) -> None:
    figures = ("n_members", "direct_mean", "weight_of_members", "method", "power_p50", "power_p90", "index")
    withheld = {tuple(row[name] for name in figures) for area, row in shown.items() if row["withheld"]}
    assert len(withheld) == 1
    n, mean, weight, method, *_ = withheld.pop()
    assert (n, mean, weight, method) == (None, None, 0.0, "model only")


def test_figures_are_shown_in_the_digits_that_their_interval_carries(shown: dict[str, Row]) -> None:
    for row in shown.values():
        width = row["power_p90"] - row["power_p10"]
        assert row["power_p10"] < row["power_p50"] < row["power_p90"]
        assert all(_digits(row[name], width) for name in ("power_p10", "power_p50", "power_p90"))


def _digits(value: float, width: float) -> bool:
    step = 10 ** math.floor(math.log10(width / 8))
    return math.isclose(value / step, round(value / step), abs_tol=1e-6)


def test_what_is_withheld_changes_nothing_that_is_published(
    spark: SparkSession, power: dict[str, DataFrame], shown: dict[str, Row]
) -> None:
    """Other members, and other spend, in the withheld areas: the same table to the last digit."""
    other = {**power, "direct": direct(spark, a3=(8, 2.0), a12=(14, 9.0))}
    made = build(**other, before=rows(spark, RELEASES), settings=Settings(), as_of=AS_OF)
    assert {row["area_id"]: row for row in made.frame.collect()} == shown


def test_the_ledger_keeps_what_was_shown_and_the_next_release_shows_it_again(
    spark: SparkSession, power: dict[str, DataFrame], shown: dict[str, Row]
) -> None:
    """Nine more members in one area, nine fewer in another."""
    first = build(**power, before=rows(spark, RELEASES), settings=Settings(), as_of=AS_OF)
    kept = [dict(zip(RELEASES.columns, row, strict=True)) for row in first.rows]
    assert {row["cell"]: row["n_members"] for row in kept} == {
        "a3": None, "a12": None, "a40": 40, "b25": 10, "b30": 10, "b60": 40
    }  # fmt: skip
    changed = {**power, "direct": direct(spark, b60=(51, 4.8), b30=(39, 4.6))}
    again = build(**changed, before=rows(spark, RELEASES, *kept), settings=Settings(), as_of=AS_OF)
    assert again.rows == ()
    assert {row["area_id"]: row for row in again.frame.collect()} == shown


def test_where_no_area_passes_there_is_a_row_for_each_and_no_figure(
    spark: SparkSession, power: dict[str, DataFrame]
) -> None:
    few = {**power, "direct": power["direct"].filter("area_id = 'a3'")}
    made = build(**few, before=rows(spark, RELEASES), settings=Settings(), as_of=AS_OF)
    found = plain(made.frame, "area_id", "n_members", "power_p50", "withheld")
    assert (len(found), {row[1:] for row in found}) == (7, {(None, None, True)})


def test_areas_lie_within_those_above_them(spark: SparkSession) -> None:
    places = rows(
        spark,
        SILVER_AREAS,
        *({"area_id": area, "parent_area_id": parent} for area, parent in (("d", "m"), ("m", "s"), ("s", None))),
    )
    same(above(places), [("d", ["m", "s"]), ("m", ["s"]), ("s", [])], "area_id", "within")


def test_the_table_itself_refuses_a_small_cell_and_an_exact_count(published_lake: Lakehouse) -> None:
    lost = F.when(F.col("area_id") == "a3", 3).when(F.col("area_id") == "b60", 2519).otherwise(F.col("n_members"))
    leak = published_lake.read(PUBLISHED_AREA_POWER).withColumn("n_members", lost)
    refused = quality.bad(quality.judged(leak, PUBLISHED_AREA_POWER), PUBLISHED_AREA_POWER)
    told = [("a3", ["no_small_cell", "withheld_says_nothing"]), ("b60", ["counted_in_classes"])]
    same(refused, told, "area_id", "_failed")
    with pytest.raises(PySparkException, match="no_small_cell"):
        published_lake.replace(PUBLISHED_AREA_POWER, leak.filter("area_id = 'a3'"), {})
