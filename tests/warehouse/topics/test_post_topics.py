"""Each post's topic, by the model of its language."""

from gcrm.core.testing import rows, same
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.topics import post_topics
from gcrm.warehouse.topics.models import TOPIC_MODELS

TERMS = ["queue", "staff", "bread"]


def topic(number, *weights):
    return {"model": "m", "language": "en", "topic": number, "share": 0.5, "terms": TERMS, "weights": list(weights)}


def test_a_post_is_of_the_likeliest_topic_and_one_of_unknown_words_of_none(spark):
    models = rows(spark, TOPIC_MODELS, topic(7, 0.5, 0.5, 0.0), topic(8, 0.1, 0.0, 0.9))
    said = {
        "a": ("en", "Staff, queue!"),
        "b": ("en", "bread"),
        "c": ("en", "sun"),
        "d": ("ko", "bread"),
        "e": (None, "x"),
    }
    texts = rows(
        spark, POST_TEXTS, *({"post_id": own, "language": of, "text": text} for own, (of, text) in said.items())
    )
    found = post_topics.build(texts, models)
    same(found, [("a", 7, 1.0, "m"), ("b", 8, 1.0, "m")], "post_id", "topic", "topic_share", "model")


def test_without_a_model_nothing_is_told(spark):
    texts = rows(spark, POST_TEXTS, {"language": "en", "text": "bread"})
    same(post_topics.build(texts, rows(spark, TOPIC_MODELS)), [])
