"""Nothing that is delivered steers a terminal, or makes a line of its own in a log."""

import pytest

from gcrm.core.visible import is_visible, visible


@pytest.mark.parametrize(
    "text", ["s.csv\ngcrm: all is well", "\x1b]0;mine\x07", "\x9b2J", "a\rb", "vsc.\u202e1s", "s\udce9.csv", "\u2028"]
)
def test_signs_that_do_something_are_written_out(text):
    assert not is_visible(text)
    shown = visible(text)
    assert is_visible(shown)
    assert shown.isprintable()
    shown.encode()


@pytest.mark.parametrize("text", ["sữa 2024.csv", "ข้าว", "👩\u200d🌾", "a b", ""])
def test_all_others_stay(text):
    assert is_visible(text)
    assert visible(text) == text
