"""What looks the same in texts is the same; what a person reads is kept."""

import pytest

from gcrm.core import texts


def table(signs, plain):
    return {sign: plain[position : position + 1] for position, sign in enumerate(signs)}


@pytest.fixture(scope="module")
def every():
    return table(*texts._every())


@pytest.fixture(scope="module")
def short():
    return table(*texts._short())


def test_a_sign_stands_for_its_ascii_and_letters_stand_for_themselves(every):
    given = "０๑٣–−　\u00a0＠\u200b\u20e3\ufe0f"
    folded = [every.get(sign) for sign in given]
    assert folded == ["0", "1", "3", "-", "-", " ", " ", "@", "", "", ""]
    assert not {*"é서đãไกK½"} & {*every}


def test_signs_without_a_counterpart_come_last(every, short):
    """`translate` pairs signs by their places, and takes away those behind the last pair."""
    for signs in (every, short):
        gone = [plain == "" for plain in signs.values()]
        assert gone == sorted(gone)
        assert {*gone} == {True, False}


def test_the_short_table_is_of_the_long_one_and_short(every, short):
    assert short.items() <= every.items()
    assert len(short) < 1000
