"""What looks the same in texts is the same; what a person reads is kept."""

import pytest

from gcrm.core import texts


def table(signs, plain):
    return {sign: plain[position : position + 1] for position, sign in enumerate(signs)}


EVERY, SHORT = table(*texts._every()), table(*texts._short())


def test_a_sign_stands_for_its_ascii_and_letters_stand_for_themselves():
    given = "０๑٣–−　\u00a0＠\u200b\u20e3\ufe0f"
    folded = [EVERY.get(sign) for sign in given]
    assert folded == ["0", "1", "3", "-", "-", " ", " ", "@", "", "", ""]
    assert not {*"é서đãไกK½"} & {*EVERY}


@pytest.mark.parametrize("table", [EVERY, SHORT])
def test_signs_without_a_counterpart_come_last(table):
    """`translate` pairs signs by their places, and takes away those behind the last pair."""
    gone = [plain == "" for plain in table.values()]
    assert gone == sorted(gone)
    assert True in gone
    assert False in gone


def test_the_short_table_is_of_the_long_one_and_short():
    assert SHORT.items() <= EVERY.items()
    assert len(SHORT) < 1000
