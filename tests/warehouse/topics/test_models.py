"""Models of topics: rows that are only added, of which the newest of a language counts."""

from tests.warehouse.topics.texts import posts

from gcrm.core.testing import rows, same
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.topics import models
from gcrm.warehouse.topics.fitting import Settings
from gcrm.warehouse.topics.models import TOPIC_MODELS

SETTINGS = Settings(topics=2, most_share=0.4, fewest_posts=3, language_posts=60)


def model(name, day, topic=1, language="en"):
    return {"model": name, "language": language, "topic": topic, "fitted_on": day, "terms": ["a"], "weights": [1.0]}


def test_the_first_posts_make_a_model_and_a_later_fit_keeps_its_numbers(spark):
    texts = rows(spark, POST_TEXTS, *posts(80))
    made = models.build(texts, SETTINGS)
    first = made.collect()
    assert {row.topic for row in first} == {1, 2}
    assert {str(row.fitted_on) for row in first} == {"2018-01-28"}
    names = {row.topic: row.name for row in first}
    assert {one.number: one.name for one in models.again(texts, made, SETTINGS)} == names


def test_the_newest_fit_of_a_language_counts(spark):
    given = [model("old", "2018-01-01"), model("new", "2018-02-01", 2), model("other", "2017-01-01", language="ko")]
    found = models.newest(rows(spark, TOPIC_MODELS, *given))
    same(found, [("en", "new", 2), ("ko", "other", 1)], "language", "model", "topic")


def test_without_posts_there_are_no_topics(spark):
    same(models.build(rows(spark, POST_TEXTS), SETTINGS), [])
