"""Seed words tell aspects as whole words; a coalition's own are added."""

from gcrm.warehouse.sentiment.aspects import ASPECTS, Seeds, merged, seeds


def test_every_language_has_words_for_every_aspect():
    assert {language: set(aspects) for language, aspects in seeds().items()} == {
        language: set(ASPECTS) for language in ("en", "vi", "th", "ko", "pt")
    }


def test_a_word_inside_another_tells_nothing():
    found = Seeds(seeds())
    assert found.found("The staffing of pricelists", "en") == []
    assert found.found("Rude STAFF, high prices", "en") == ["price", "service"]
    assert found.found("บริการดีมาก", "th") == ["service"]


def test_own_words_are_added_and_an_empty_list_takes_away():
    words = merged({"en": {"service": ("butler",), "price": ()}, "fr": {"price": ("prix",)}})
    found = Seeds(words)
    assert found.found("the butler's price", "en") == ["service"]
    assert found.found("quel prix", "fr") == ["price"]
