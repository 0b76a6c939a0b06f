"""One edit is one letter, or two that changed places."""

import pytest

from gcrm.silver.texts.edits import Nearby, is_one_edit


@pytest.mark.parametrize("written", ["abcdef", "bcdef", "abcdefg", "abxdef", "bacdef", "abcdfe", "aabcdef"])
def test_one_edit(written):
    assert is_one_edit("abcdef", written)
    assert is_one_edit(written, "abcdef")
    assert Nearby(["abcdef"], 6).nearest(written) == "abcdef"


@pytest.mark.parametrize("written", ["abxxef", "cdef", "badcef", "", "fbcdea"])
def test_more_than_one(written):
    assert not is_one_edit("abcdef", written)
    assert Nearby(["abcdef"], 6).nearest(written) is None


def test_short_words_and_endless_ones_are_never_near():
    near = Nearby(["abc", "abcdef"], 6)
    assert near.nearest("abd") is None
    assert near.nearest("x" * 10**6) is None
