"""How much of anything one file may be; each limit has one sentence, which names the setting that raises it."""

import pytest

from gcrm.sources.limits import FREE, USUAL, Limits


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (USUAL.unpacked(FREE + 1, 10), "unpacked_ratio"),
        (USUAL.unpacked((16 << 30) + 1, 1 << 30), "unpacked_bytes"),
        (USUAL.line((16 << 20) + 1, "line 3"), "line_bytes"),
        (USUAL.document((256 << 20) + 1), "document_bytes"),
        (USUAL.width(5_001), "columns"),
    ],
)
def test_what_is_too_much_is_one_sentence_with_its_setting(said, name):
    assert said
    assert said.endswith(f"or raise door.{name}")
    assert "; deliver " in said


def test_what_is_packed_well_is_taken_and_small_files_always():
    assert USUAL.unpacked(1 << 30, 10 << 20) is None
    assert USUAL.unpacked(FREE, 10) is None
    assert [USUAL.line(16 << 20, "x"), USUAL.document(256 << 20), USUAL.width(5_000)] == [None] * 3


@pytest.mark.parametrize("given", [{"columns": 0}, {"line_bytes": 1000}, {"unpacked_ratio": -1}])
def test_a_limit_that_nothing_meets_is_told(given):
    with pytest.raises(ValueError, match=r"or more works\.$"):
        Limits(**given)
