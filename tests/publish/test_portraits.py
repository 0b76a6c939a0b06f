"""What leaves of segment portraits: nothing of a small segment, no mean of which few are known."""

from pyspark.sql import SparkSession

from gcrm.core.testing import plain
from gcrm.publish.gate import Settings
from gcrm.publish.portraits import build

from .made_up import portrait_inputs, published_portraits


def test_a_small_segment_and_the_one_that_would_give_it_away_lose_name_size_and_figures(spark: SparkSession) -> None:
    visits = published_portraits(spark).filter("feature = 'n_visits'")
    assert plain(visits, "segment", "segment_name", "n_members", "value", "index", "withheld") == [
        (1, "many visits", 90, 9.08, 405.0, False),
        (2, None, None, None, None, True),
        (3, None, None, None, None, True),
    ]


def test_a_mean_that_is_known_of_few_is_not_shown_even_of_a_large_segment(spark: SparkSession) -> None:
    scores = published_portraits(spark).filter("feature = 'mean_score' AND segment = 1")
    assert plain(scores, "n_members", "value", "index", "base") == [(90, None, None, None)]


def test_the_base_of_all_members_stays(spark: SparkSession) -> None:
    assert plain(published_portraits(spark).filter("feature = 'n_visits'").select("base").distinct()) == [(2.0,)]


def test_a_higher_threshold_withholds_more(spark: SparkSession) -> None:
    made = build(**portrait_inputs(spark), settings=Settings(min_members=91))
    assert plain(made.select("withheld").distinct()) == [(True,)]
