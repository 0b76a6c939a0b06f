"""Topics of posts on two things; what is too little makes none."""

import pytest
from tests.warehouse.topics.texts import BREAD, QUEUE, posts

from gcrm.core.testing import rows
from gcrm.silver.texts.post_texts import POST_TEXTS
from gcrm.warehouse.topics.fitting import Settings, Topic, fitted

SETTINGS = Settings(topics=2, most_share=0.4, fewest_posts=3, language_posts=60)


@pytest.fixture(scope="module")
def found(spark):
    copies = ({"post_id": f"c{i}", "language": "en", "text": "again win phone", "copy_key": -1} for i in range(40))
    texts = rows(spark, POST_TEXTS, *posts(80), *copies, *posts(10, "ko"))
    before = [Topic("en", 7, "", ("fresh", "bread"), (0.5, 0.5), 1.0), Topic("ko", 9, "", (), (), 1.0)]
    return fitted(texts, SETTINGS, before)


def test_words_that_stand_together_make_a_topic_and_keep_its_number(found):
    assert [(one.language, one.number) for one in sorted(found, key=lambda one: one.number)] == [("en", 7), ("en", 8)]
    for one in found:
        assert set(one.name.split(", ")) <= set(BREAD if one.number == 7 else QUEUE)
        assert sum(one.weights) == pytest.approx(1)
        assert one.share == pytest.approx(0.5, abs=0.1)
    assert [one.likeness > 0.4 for one in sorted(found, key=lambda one: one.number)] == [True, False]


def test_what_stands_everywhere_and_what_is_copied_is_no_term(found):
    assert not {"again", "win", "phone"} & {*found[0].terms}


def test_few_posts_or_few_days_make_no_topics(spark):
    few = rows(spark, POST_TEXTS, *posts(50), *posts(80, "pt", days=7))
    assert fitted(few, SETTINGS) == []


@pytest.mark.parametrize("wrong", [{"topics": 0}, {"most_share": 0.0}])
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        Settings(**wrong)
