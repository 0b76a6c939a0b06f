"""Whole files of JSON lines: what is wrong with one is a sentence that says what would work."""

import gzip
import json

import pytest
from tests.sources.objects import SPEC, complaint, spec


@pytest.mark.parametrize(
    ("content", "given", "problem"),
    [
        (b"", SPEC, "the file is empty; one JSON object a line with id, name is expected"),
        ('{"id":1}\n{"id":"Sã"}\n'.encode("latin-1"), SPEC, "line 2 is not utf-8; its byte 0xe3 would be 'ã' by"),
        ('{"id":"서울"}\n'.encode("cp949"), SPEC, "line 1 is not utf-8; 'encoding: cp949' would read it"),
        ('{"id":"São"}\n'.encode(), spec(encoding="latin-1"), "the file is UTF-8, not latin-1; 'encoding: utf-8'"),
        ('{"id":1}'.encode("utf-16"), spec(encoding="utf-16"), "lines of utf-16 cannot be told apart; the file must"),
        (
            b'{"id":1}\n{"id":"\x93a\x94"}',
            spec(encoding="tis-620"),
            "line 2 holds a sign that Spark does not know in tis-620; 'encoding: cp874' may read it",
        ),
        (
            b'{"id":"\x80"}',
            spec(encoding="cp932"),
            "line 1 holds a sign that Spark does not know in cp932; it must be delivered in utf-8",
        ),
        (b"\n \n", SPEC, "the file holds blank lines only; one JSON object a line with id, name is expected"),
        (
            b'[{"id": 1, "name": "a"}]',
            SPEC,
            "the first line holds no JSON object; one whole object a line is expected, not an array or one over",
        ),
        (b'{"id": 1}{"id": 2}', SPEC, "the first line holds no JSON object; one whole object a line is expected, not "),
        (
            b'{"data": [{"id": 1, "name": "a"}], "next": null}',
            SPEC,
            "the file is one object with its records in a list; one object a line is expected: `jq",
        ),
        (b"PK\x03\x04", SPEC, "the file is a zip archive"),
        (b'{"id": 1},\n{"id": 2},\n', SPEC, "the first line ends with a comma behind its object"),
        (b"{'id': 1}\n", SPEC, "the first line holds names in single quotes, as Python prints them"),
        (b'\x1e{"id": 1}\n', SPEC, "the first line begins with a record separator; `jq -c --seq .` would"),
        (b'{\n"id": 1\n}\n', SPEC, "the first 3 lines hold no JSON object; one whole object a line is expected"),
        (b"id,name\n1,a\n" * 9000, SPEC, "the first 1000 lines hold no JSON object; one whole object a line is"),
        (
            b'{"ID":1,"nam":"a"}\n{"nme":"a"}\n',
            spec("Id", "name", "price"),
            "no object of the first 2 lines has the key name, price; there are id, 2 that are not declared",
        ),
        (b"{}", SPEC, "no object of the first line has the key id, name; there is none"),
        (
            json.dumps({f"k{n}": 1 for n in range(25)}).encode(),
            SPEC,
            "no object of the first line has the key id, name; there are 25 that are not declared",
        ),
        (
            b'{"ana@mail.com": {"0912345678": 1}}',
            SPEC,
            "no object of the first line has the key id, name; there are 1 that is not declared",
        ),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_what_would_work(landed, content, given, problem):
    said = complaint(landed(content), given)
    assert said.startswith(problem)
    assert "\n" not in said


def test_some_broken_lines_and_rare_keys_are_no_fault_of_the_file(landed):
    assert complaint(landed('# made by a till\n{"id": 1}\n{"name": NaN}\n' + "[" * 100_000)) is None


def test_a_damaged_gzip_must_come_again(landed):
    whole = gzip.compress(b"".join(b'{"id":%d,"name":"words"}\n' % n for n in range(50_000)))
    for content in (whole[: len(whole) // 2], b'{"id":1,"name":"a"}\n', whole[:5]):
        said = complaint(landed(content, "file.jsonl.gz"))
        assert said.startswith("the file cannot be decompressed (")
        assert said.endswith("it must be delivered again, whole")
    assert complaint(landed(whole, "file.jsonl.gz")) is None
