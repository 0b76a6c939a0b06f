"""A language is known by its letters: those that are common in it, and those that would be strange."""

import pytest

from gcrm.sources import guesses


def likely(text, encoding, but="utf-8"):
    content = text.encode(encoding)
    return list(guesses.likely(lambda: [content], but))


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp949", "우유 1리터, 커피"),
        ("cp874", "กรุงเทพมหานคร"),
        ("gbk", "牛奶大米"),
        ("cp932", "お米"),
        ("cp1251", "Рис пять кг"),
    ],
)
def test_the_clearly_best_stands_alone(encoding, text):
    assert likely(text, encoding) == [encoding]
    assert encoding not in likely(text, encoding, but=encoding)


@pytest.mark.parametrize(("encoding", "text"), [("latin-1", "Pão de açúcar"), ("cp1258", "Đa"), ("utf-8", "plain")])
def test_words_of_latin_letters_are_no_national_script(encoding, text):
    assert likely(text, encoding) == []


def test_signs_that_are_cut_in_two_are_read():
    content = "서울 강남구".encode("cp949")
    assert guesses.likely(lambda: [content[:1], content[1:]], "utf-8") == {"cp949": "서울"}
