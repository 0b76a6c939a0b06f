"""Languages as they are detected, and when the channel is believed."""

import pytest

from gcrm.silver.texts.languages import detected
from gcrm.simulate.words import SENTIMENTS, TOPICS, writing

FIVE = ("en", "vi", "th", "ko", "pt")


def test_sentences_of_five_languages_are_told_apart():
    said = [
        (language, sentence.format(brand="Marlowick", place="Hanwell", product="water"))
        for language, words in writing().items()
        for sentiment in SENTIMENTS
        for topic in TOPICS
        for sentence in words.sentences[sentiment][topic]
    ]
    right = [language == detected(text, None, FIVE)[0] for language, text in said]
    assert sum(right) / len(right) >= 0.99


@pytest.mark.parametrize(
    ("text", "told", "language"),
    [
        ("The staff were so kind today, they made my morning.", "pt", "en"),  # told wrong
        ("ok", "pt", "pt"),  # too short to doubt it
        ("ไปมาแล้ว", "en", "th"),  # letters tell
        ("👍", None, None),
        ("12345 http://a.example", "vi", "vi"),
        ("The staff were so kind today", "xx", "en"),  # nobody knows that code
        ("오늘 빵집에서 crispy bread 를 샀어요 ขนมปัง", "en", "ko"),  # of several scripts that of most letters
        ("ร้านนี้ขนมปังอร่อย the bread 빵", None, "th"),
    ],
)
def test_the_channel_is_believed_unless_the_text_is_clear(text, told, language):
    assert detected(text, told, FIVE)[0] == language


def test_a_language_that_the_model_does_not_know_breaks_nothing():
    assert detected("the staff were so kind today", None, ("qq",))[0] is not None
