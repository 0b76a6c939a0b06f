"""Who was moved on purpose must be seen to move, and others not."""

from gcrm.core.frames import small
from gcrm.evaluate.scores.movers import compared

KINDS = "then int, now int, has_moved boolean"


def people(spark, counts):
    return small(spark, KINDS, [row for row, n in counts.items() for _ in range(n)])


def test_movers_who_change_and_others_who_stay(spark):
    both = people(spark, {(1, 2, True): 30, (1, 1, True): 10, (1, 1, False): 80, (2, 1, False): 20})
    seen, first, kept = compared(both, (1, 2))
    assert (seen.value, first.value, kept.value) == (0.75, 1.0, 0.8)
    assert {one.verdict() for one in (seen, first, kept)} == {"passes"}
    assert compared(both, (2, 1))[1].verdict() == "fails"


def test_where_nobody_was_moved_only_the_others_are_judged(spark):
    told, kept = compared(people(spark, {(1, 1, False): 40}), None)
    assert (told.verdict(), kept.value) == ("", 1.0)
