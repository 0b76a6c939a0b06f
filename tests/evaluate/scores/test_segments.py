"""Segments against true types."""

from gcrm.evaluate.scores.segments import agreement


def test_segments_that_are_the_types_agree_wholly():
    measure = agreement({(0, 3): 1000, (1, 4): 1500})
    assert (measure.value, measure.n, measure.verdict()) == (1.0, 2500, "passes")


def test_segments_that_cut_across_the_types_fail_where_there_are_members_enough():
    every = {(segment, kind): 1000 for segment in range(2) for kind in range(2)}
    assert agreement(every).verdict() == "fails"
    assert agreement(dict.fromkeys(every, 10)).verdict() == "too few"


def test_without_segments_nothing_is_told():
    assert agreement({}).says == "no member has a segment"
    assert agreement({}).verdict() == "unknown"


def test_one_segment_is_no_failure_but_said():
    one = agreement({(1, 0): 3000, (1, 1): 3000})
    assert (one.value, one.verdict(), one.says[:23]) == (None, "", "members are one segment")
