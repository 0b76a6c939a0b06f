"""Segments beside all members, and what they are called."""

from datetime import date

import pytest

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import rows
from gcrm.features.members import MEMBER_FEATURES
from gcrm.marts import portraits
from gcrm.marts.portraits import PORTRAITS, Settings, named
from gcrm.models.segments.centroids import CENTROIDS
from gcrm.models.segments.members import SEGMENT_MEMBERS

AS_OF = date(2018, 1, 31)


def build(spark, members, clustered=("n_visits",)):
    people = [{"member_id": str(i), **given} for i, (_, given) in enumerate(members)]
    segments = [{"member_id": str(i), "segment": segment} for i, (segment, _) in enumerate(members)]
    centres = [{"segment": 1, "feature": name, "position": i} for i, name in enumerate(clustered)]
    frames = (
        rows(spark, MEMBER_FEATURES, *people),
        rows(spark, SEGMENT_MEMBERS, *segments),
        rows(spark, CENTROIDS, *centres),
    )
    return portraits.build(*frames, Settings(), AS_OF)


@pytest.fixture(scope="module")
def made(spark):
    return build(spark, [(1, {"n_visits": 9}), (2, {"n_visits": 1}), (2, {"n_visits": 2, "mean_score": 4.0})]).cache()


def portrait(frame, segment, feature):
    return frame.filter(f"segment = {segment} AND feature = '{feature}'").first()


def test_a_segment_stands_beside_all_members(made):
    row = portrait(made, 2, "n_visits")
    assert (row.n_members, row.value, row.base, row["index"]) == (2, 1.5, 4.0, 37.5)
    assert row.share == pytest.approx(2 / 3)
    assert (row.segment_name, row.as_of) == ("few visits", AS_OF)


def test_a_feature_known_of_nobody_is_left_out_and_of_some_is_theirs(made):
    assert portrait(made, 1, "discount_share") is None
    assert (portrait(made, 1, "mean_score").value, portrait(made, 1, "mean_score")["index"]) == (None, None)
    assert (portrait(made, 2, "mean_score").value, portrait(made, 2, "mean_score").base) == (4.0, 4.0)


def test_shares_of_segments_add_up(made):
    assert made.filter("feature = 'n_visits'").groupBy().sum("share").first()[0] == pytest.approx(1.0)


def test_portraits_meet_their_contract(made):
    assert good(judged(match_columns(made, PORTRAITS), PORTRAITS)).count() == made.count() > 0


def test_without_segments_there_are_no_portraits(spark):
    assert build(spark, []).count() == 0


def test_names_take_what_stands_out_most_first():
    index = {"n_visits": 130.0, "amount_per_visit": 20.0, "recency_days": 110.0}
    assert named([index], Settings()) == ["small baskets, many visits"]


def test_equal_names_grow_until_they_differ():
    alike = {"n_visits": 300.0, "amount_per_visit": 250.0}
    assert named([{**alike, "mean_score": 150.0}, {**alike, "mean_score": 60.0}], Settings()) == [
        "many visits, large baskets, satisfied",
        "many visits, large baskets, dissatisfied",
    ]


def test_names_that_cannot_differ_are_numbered():
    assert named([{"n_visits": 300.0}, {"n_visits": 300.0}, {}], Settings()) == [
        "many visits (1)",
        "many visits (2)",
        "average",
    ]


def test_an_index_of_nothing_is_named_too():
    assert named([{"night_share": 0.0}], Settings()) == ["not by night"]


def test_words_come_in_pairs():
    with pytest.raises(ValueError, match=r"^words of n_visits must be two"):
        Settings(words={"n_visits": ("often",)})
