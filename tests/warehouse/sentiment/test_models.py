"""Models of sentiment: from stars at first, one row each, with a card."""

from dataclasses import replace

import pytest

from gcrm.core.testing import rows, same
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.simulate.words import TOPICS, writing
from gcrm.warehouse.sentiment import models
from gcrm.warehouse.sentiment.training import Training

pytestmark = [pytest.mark.worlds, pytest.mark.core]

QUICK = Training(iterations=8, fewest_texts=60, fewest_of_label=20, days=1)


def rated(language):
    said = writing()[language].sentences
    named = ("Marlowick", "Nokturo", "Salvenia", "Brunavela", "Petralune")
    for sentiment, score in (("negative", 1), ("neutral", 3), ("positive", 5)):
        for topic in TOPICS:
            for sentence in said[sentiment][topic]:
                for brand in named:
                    text = sentence.format(brand=brand, place="Hanwell", product="water")
                    yield {"language": language, "text": text, "score": score, "partners": [brand]}


@pytest.fixture(scope="module")
def built(spark):
    others = [{"language": "ko", "text": "좋아요", "score": 5}, {"language": "en", "text": "x"}]
    every = [*rated("pt"), *rated("en"), *others]
    texts = rows(spark, POST_TEXTS, *({"post_id": str(i), **post} for i, post in enumerate(every)))
    return models.build(texts, QUICK).collect()


def test_the_first_rated_posts_make_one_model_of_all_their_languages(built):
    [row] = built
    assert (row.source, row.languages, row.labels) == ("stars", ["en", "pt"], ["negative", "neutral", "positive"])
    assert len(row.weights) == row.n_buckets * 3
    assert row.temperature > 0
    assert set(row.tests) == {"en", "pt"}
    assert all(test.accuracy > 0.6 and test.brier < 0.6 for test in row.tests.values())


def test_too_few_make_none(spark):
    few = [{"post_id": str(i), "language": "en", "text": "good", "score": 5} for i in range(9)]
    same(models.build(rows(spark, POST_TEXTS, *few), QUICK), [])
    same(models.build(rows(spark, POST_TEXTS), QUICK), [])


def test_a_day_that_is_delivered_makes_none_however_many_write(spark):
    """Else every day of a large coalition would judge all posts anew."""
    day = [{"post_id": str(i), **post} for i, post in enumerate(rated("pt"))]
    same(models.build(rows(spark, POST_TEXTS, *day), replace(QUICK, days=28)), [])


def test_training_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        Training(iterations=0)
