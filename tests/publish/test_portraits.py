"""What leaves of portraits: nothing of withheld segments, and no mean that few stand behind."""

import pytest
from pyspark.sql import Row, SparkSession

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import rows, same
from gcrm.ops.releases import RELEASES
from gcrm.publish.gate import Settings
from gcrm.publish.portraits import PUBLISHED_PORTRAITS, build, said

from .made_up import portrait_inputs


@pytest.fixture(scope="module")
def shown(published_lake: Lakehouse) -> dict[tuple[int, str], Row]:
    return {(row["segment"], row["feature"]): row for row in published_lake.read(PUBLISHED_PORTRAITS).collect()}


def test_a_small_segment_and_the_one_that_would_give_it_away_lose_name_size_and_figures(
    shown: dict[tuple[int, str], Row],
) -> None:
    figures = ("segment_name", "n_members", "share", "value", "index", "withheld")
    seen = {segment: tuple(shown[segment, "n_visits"][name] for name in figures) for segment in (1, 2, 3)}
    nothing = (None, None, None, None, None, True)
    # 90 of 105 members: 40 to 99 of 100 to 149. Visits are 2.48 in the mean, with an error of 0.2.
    assert seen == {1: ("many visits", 40, 0.5, 2.4, 100.0, False), 2: nothing, 3: nothing}


def test_a_mean_that_is_known_of_few_is_not_shown_even_of_a_large_segment(shown: dict[tuple[int, str], Row]) -> None:
    row = shown[1, "mean_score"]
    assert (row["n_members"], row["value"], row["index"], row["base"]) == (40, None, None, None)


def test_the_base_of_all_members_stays(shown: dict[tuple[int, str], Row]) -> None:
    assert {row["base"] for (_, feature), row in shown.items() if feature == "n_visits"} == {2.4}


def test_an_index_is_put_in_words_where_it_is_clear() -> None:
    assert [said("n_visits", index) for index in (205.0, 110.0, 90.0, None)] == [
        "visits twice as often as others", None, None, None,
    ]  # fmt: skip


def test_a_higher_threshold_withholds_more(spark: SparkSession) -> None:
    made = build(**portrait_inputs(spark), before=rows(spark, RELEASES), settings=Settings(min_members=91))
    same(made.frame.select("withheld").distinct(), [(True,)])
