"""Terms of texts in batches, and of texts that are odd."""

import pytest

from gcrm.core.frames import small
from gcrm.core.testing import same
from gcrm.warehouse.topics.tokens import terms, tokens


def test_terms_are_told_language_by_language(spark):
    given = [("The bread, THE bread", "en"), ("서울에서는 빵이", "ko"), (None, "en"), ("phở bò", None)]
    frame = small(spark, "t string, l string", given).select(tokens("t", "l").alias("terms"))
    same(frame, [(["the", "bread"],), (["서울", "빵이"],), ([],), (["phở", "bò"],)])


@pytest.mark.parametrize(
    "text", ["", "🙂", "12 34", "\x07\x1b", "#<script>", "a", "http://x.example/a", "[phone] [email]"]
)
def test_what_holds_no_words_has_no_terms(text):
    assert terms(text, "en") == []


def test_a_megabyte_has_no_more_terms_than_other_texts():
    assert (
        len(terms("ab cd " * 10 + " ".join(f"w{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(600)), "en")) == 60
    )
