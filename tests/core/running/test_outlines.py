"""Outlines are kept from one process to the next, and made anew wherever they are not what was kept."""

import pytest

from gcrm.core.running import outlines
from gcrm.core.running.syntax import outline

TEXT = "from a import b as c\nimport d\n\nX = c(1)\n\n\ndef build(x):\n    return d.one(x) + X\n"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def files():
        return [path for path in tmp_path.rglob("*") if path.is_file()]

    return files


def test_what_is_kept_is_what_was_made(kept):
    made = outlines.of(TEXT)
    assert made == outline(TEXT)
    [path] = kept()
    assert outlines.of(TEXT) == made
    assert outlines.of(f"{TEXT}\nY = 2\n") == outline(f"{TEXT}\nY = 2\n")
    assert len(kept()) == 2
    path.write_bytes(b"torn")
    assert outlines.of(TEXT) == made


def test_where_nothing_may_be_kept_it_is_made_each_time(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert outlines.of(TEXT) == outline(TEXT)
