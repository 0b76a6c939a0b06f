"""Tones of posts, held against what they mean."""

from gcrm.core.frames import small
from gcrm.evaluate.scores.sentiment import ENOUGH, compared


def scored(spark, *given):
    return compared(small(spark, "sentiment string, true string", given))


def test_only_judged_posts_are_right_or_wrong(spark):
    given = [("positive", "positive"), ("negative", "positive"), ("not judged", "negative"), ("neutral", "neutral")]
    [found] = scored(spark, *given)
    assert (round(found.value, 3), found.n) == (0.667, 3)


def test_without_a_model_it_is_said(spark):
    [few], [many] = (scored(spark, *[("not judged", "negative")] * n) for n in (1, ENOUGH))
    assert (few.verdict(), many.verdict()) == ("too few", "unknown")
    assert "no model" in few.says
