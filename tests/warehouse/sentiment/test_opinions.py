"""What is felt about whom and what, sentence by sentence; and who is not judged."""

import pytest
from tests.warehouse.sentiment.judges import as_rows, by_hand

from gcrm.core.testing import rows, same
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.sentiment import opinions
from gcrm.warehouse.sentiment.aspects import Seeds, seeds
from gcrm.warehouse.sentiment.opinions import NOT_JUDGED, Said, Settings, _judged

NOBODY = {"partners": [], "named_partners": [], "named_at": []}


def judged(*posts):
    return list(_judged(posts, {"en": by_hand()}, Seeds(seeds())))


def about(found, kind):
    return {one["about"]: one["sentiment"] for one in found[kind]}


def test_a_sentence_that_names_a_partner_counts_for_it():
    text = "Marlowick is good good. The bad bad prices of Nokturo!"
    [found] = judged(Said(text, "en", ["B1", "B2"], [0, text.index("Nokturo")], ["B1", "B2", "B3"]))
    assert about(found, "by_partner") == {"B1": "positive", "B2": "negative", "B3": found["sentiment"]}
    assert about(found, "by_aspect") == {"price": "negative"}


def test_one_partner_has_the_whole_post():
    [found] = judged(Said("So so. It was bad. bad bad", "en", ["B1"], [0], ["B1"]))
    assert about(found, "by_partner") == {"B1": found["sentiment"]}


@pytest.mark.parametrize("language", ["ko", None])
def test_a_language_without_a_model_is_not_judged(language):
    [found] = judged(Said("good", language, ["B1"], [0], ["B1"]))
    assert (found["sentiment"], found["model"], found["by_partner"]) == (NOT_JUDGED, None, [])


def test_probabilities_add_up_whatever_is_written():
    odd = ["", "😀", "good" * 5000, "\ufffd\x00", "bad"]
    for found in judged(*(Said(text, "en", [], [], []) for text in odd)):
        assert 0 <= found["p_negative"] + found["p_positive"] <= 1 + 1e-9


def test_the_newest_model_of_labelled_texts_counts_before_those_of_stars(spark):
    models = (
        as_rows(spark, "en", "ko", day="2019-01-01", name="stars")
        .unionByName(as_rows(spark, "en", source="labelled", day="2018-01-01", name="old"))
        .unionByName(as_rows(spark, "en", source="labelled", day="2018-06-01", name="new"))
    )
    found = opinions.judges(models)
    assert {language: model.name for language, model in found.items()} == {"en": "new", "ko": "stars"}
    texts = rows(
        spark,
        POST_TEXTS,
        NOBODY | {"post_id": "1", "language": "en", "text": "good good", "partners": ["B1"]},
        NOBODY | {"post_id": "2", "language": "vi", "text": "good"},
    )
    built = opinions.build(texts, models, Settings())
    columns = ("post_id", "model", "sentiment")
    same(built, [("1", "new", "positive"), ("2", None, NOT_JUDGED)], *columns)


def test_without_a_model_nobody_is_judged(spark):
    text = NOBODY | {"post_id": "1", "language": "en", "text": "good"}
    built = opinions.build(rows(spark, POST_TEXTS, text), as_rows(spark, "en").limit(0), Settings())
    same(built, [("1", NOT_JUDGED)], "post_id", "sentiment")
