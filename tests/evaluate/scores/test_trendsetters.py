"""Trendsetters, held against true early adopters who write as much."""

from gcrm.core.frames import small
from gcrm.evaluate.scores.trendsetters import compared

SCHEMA = "n_posts bigint, score double, is_early boolean"


def test_those_who_write_as_much_are_compared(spark):
    much = [(64, 9.0, False), (64, 10.0, True)]
    little = [(1, 1.0, False), (1, 2.0, True)]
    [found] = compared(small(spark, SCHEMA, [*much, *little]))
    assert (found.value, found.n) == (1.0, 4)


def test_without_trendsetters_it_is_said(spark):
    [found] = compared(small(spark, SCHEMA, []))
    assert (found.value, found.verdict()) == (None, "too few")
