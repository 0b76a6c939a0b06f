"""Bytes of text files: whether they are what is declared, and whether they are whole."""

import gzip
from types import SimpleNamespace

import pytest

from gcrm.sources.encoded import DAMAGED, damaged, opened, wrong_encoding

SPEC = SimpleNamespace(path="*.txt")


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        ("São", "utf-8", "utf-8"),
        ("São", "latin-1", "latin-1"),
        ("서울", "cp949", "cp949"),
        ("plain", "ascii", "latin-1"),
    ],
)
def test_what_is_declared_and_right_is_right(landed, text, encoding, declared):
    (path,) = landed(text, encoding=encoding)
    assert wrong_encoding(path, declared) is None


@pytest.mark.parametrize(
    ("content", "declared", "said"),
    [
        (
            "a\nb\nSão".encode("latin-1"),
            "utf-8",
            "line 3 is not utf-8; its byte 0xe3 would be 'ã' by 'encoding: latin-1', ",
        ),
        ("a\n서울".encode("cp949"), "utf-8", "line 2 is not utf-8; 'encoding: cp949' would read it"),
        ("São".encode(), "latin-1", "the file is UTF-8, not latin-1; 'encoding: utf-8' would read it"),
        ("São".encode(), "cp1252", "the file is UTF-8, not cp1252; 'encoding: utf-8' would read it"),
        ("a" * (1 << 20) + "\n\nã", "utf-8", None),
        (
            b"x" * (1 << 20) + b"\n\n\xe3(",
            "utf-8",
            "line 3 is not utf-8; its byte 0xe3 would be 'ã' by 'encoding: latin-1', ",
        ),
        (
            "ab\nSã".encode()[:-1],
            "utf-8",
            "line 2 is not utf-8; its byte 0xc3 would be 'Ã' by 'encoding: latin-1', ",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_what_would_read_it(landed, content, declared, said):
    (path,) = landed(content)
    told = wrong_encoding(path, declared)
    assert told == said or (said and told and told.startswith(said))


def test_gzip_is_unpacked_and_a_part_of_it_is_damaged(landed):
    whole = gzip.compress(b"id,name\n" * 100_000)
    (path,) = landed(whole, "a.gz")
    with opened(path) as handle:
        assert handle.read() == b"id,name\n" * 100_000
    (path,) = landed(whole[: len(whole) // 2], "half.gz")
    with pytest.raises(DAMAGED) as caught, opened(path) as handle:
        handle.read()
    assert damaged(caught.value).startswith("the file cannot be decompressed (Compressed file ended before")
