"""Tones of posts, held against what they mean."""

from gcrm.core.frames import small
from gcrm.evaluate.scores.sentiment import compared


def scored(spark, *given):
    return compared(small(spark, "sentiment string, true string", given))


def test_only_judged_posts_are_right_or_wrong(spark):
    given = [("positive", "positive"), ("negative", "positive"), ("not judged", "negative"), ("neutral", "neutral")]
    [found] = scored(spark, *given)
    assert (round(found.value, 3), found.n) == (0.667, 3)


def test_without_a_model_it_is_said(spark):
    [found] = scored(spark, ("not judged", "negative"))
    assert found.verdict() == "unknown"
    assert "no model" in found.says
