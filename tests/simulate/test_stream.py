"""A stream sees one range of days, and the tables of the world that every range shares."""

from dataclasses import dataclass, fields

import pytest

from gcrm.core.frames import small
from gcrm.core.testing import same
from gcrm.simulate.files import truth
from gcrm.simulate.stream import Nothing, Span, Stream, parameter


@pytest.fixture
def span(spark, scene, tmp_path):
    return Span(spark, scene, tmp_path, 7, 14)


def test_a_table_of_the_world_is_made_by_the_first_range_alone(span, spark):
    same(span.once("cards", lambda: small(spark, "n int", [(1,)])), [(1,)])
    later = Span(spark, span.scene, span.out, 14, 21)

    def again():
        raise AssertionError("it stands already")

    same(later.once("cards", again), [(1,)])
    same(later.table("cards"), [(1,)])


def test_a_table_that_was_not_written_whole_is_made_again(span, spark):
    span.once("cards", lambda: small(spark, "n int", [(1,)]))
    (truth.folder(span.out, "cards") / "_SUCCESS").unlink()
    same(span.once("cards", lambda: small(spark, "n int", [(2,)])), [(2,)])


def test_what_is_kept_is_the_part_of_the_range_and_replaces_no_others(span, spark):
    truth.keep(small(spark, "n int", [(0,)]), span.out, "posts", 0)
    same(span.kept(small(spark, "n int", [(1,)]), "posts"), [(1,)])
    same(span.kept(small(spark, "n int", [(2,)]), "posts"), [(2,)], "n")
    same(truth.read(spark, span.out, "posts"), [(0, 0), (2, 7)], "n", "from_day")


def test_visits_are_those_that_the_range_kept(span, spark):
    for day, visit in ((0, 1), (7, 2)):
        truth.keep(small(spark, "visit int", [(visit,)]), span.out, "visits", day)
    same(span.visits(), [(2,)])


def test_a_stream_without_a_check_fits_every_world(scene):
    assert Stream("letters", "letters on paper", Nothing, lambda *_: iter(())).check(Nothing(), scene.world) is None


def test_a_default_says_what_it_means():
    @dataclass(frozen=True)
    class Given:
        rate: float = parameter(0.5, "share of letters answered")

    assert Given().rate == 0.5
    assert fields(Given)[0].metadata["doc"] == "share of letters answered"
