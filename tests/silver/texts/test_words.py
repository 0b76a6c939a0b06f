"""Words, whatever is written."""

import pytest

from gcrm.silver.texts.words import words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "ก็",
        "\u0e31\u0e31\u0e48",
        "เเเ",
        "ร้านนี้อร่อยจริงๆ 😋",
        "Đợi lâu quá",
        "직원이 친절",
        "a" * 5000,
        "ก" * 5000,
        "\x00\ufffd",
    ],
)
def test_nothing_is_lost(text):
    assert "".join(words(text)) == "".join(text.split())


def test_thai_is_cut_where_words_end():
    assert words("ร้านนี้บริการดี") == ["ร้าน", "นี้", "บริการ", "ดี"]
