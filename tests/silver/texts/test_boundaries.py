"""Where words end in scripts that do not write it."""

import pytest

from gcrm.silver.texts.boundaries import ends_korean, ends_thai


@pytest.mark.parametrize(
    ("run", "whole"), [("บาเบ", True), ("สาขาบาเบ", True), ("บาเบแล้ว", True), ("บาเบล", False), ("ลบาเบ", False)]
)
def test_a_thai_name_stands_between_words(run, whole):
    start = run.index("บาเบ")
    assert ends_thai(run, start, start + 4) is whole


def test_a_korean_name_is_followed_by_a_particle_or_nothing():
    assert ends_korean("")
    assert ends_korean("에서는")
    assert not ends_korean("타워")
