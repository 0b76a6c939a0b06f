"""Labelled files as people write them, and one sentence for what is none."""

import pytest

from gcrm.core.errors import UsageError
from gcrm.warehouse.sentiment.labelled import read


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", 'label,text\npos,"good, really"\nneg,bad\nneu,\n'),
        ("a.tsv", "text\tlabel\ngood, really\tpositive\nbad\t-1\n"),
        ("a.jsonl", '{"text": "good, really", "label": 1}\n\n{"text": "bad", "label": "NEG"}\n'),
    ],
)
def test_texts_are_read_with_their_labels(tmp_path, name, text):
    path = written(tmp_path, name, text)
    assert read(path, "en") == [("good, really", "positive", "en"), ("bad", "negative", "en")]


@pytest.mark.parametrize(
    ("name", "text", "language", "told"),
    [
        ("a.csv", "text,label\ngood,great\n", "en", "line 2, column label: 'great' is no label; negative, neutral"),
        ("a.csv", "words,label\ngood,pos\n", "en", "has no column 'text'; it has words, label"),
        ("a.csv", "", "en", "has no column 'text'; it has none"),
        ("a.csv", "text,label\n", "en", "holds no labelled text"),
        ("a.csv", "text,label\ngood,pos\n", None, "line 2: tells no language; give --language"),
        ("a.csv", b"text,label\n\xff\xfe,pos\n", "en", "not UTF-8 at byte"),
        ("a.jsonl", "[1]\n", "en", "line 1: no JSON object"),
        ("a.parquet", "nothing", "en", "is no Parquet file"),
        ("a.xml", "", "en", "are read from .csv, .tsv, .jsonl, .parquet"),
    ],
)
def test_what_is_no_labelled_file_is_told_in_one_sentence(tmp_path, name, text, language, told):
    with pytest.raises(UsageError) as error:
        read(written(tmp_path, name, text), language)
    assert told in str(error.value)
    assert str(error.value).count("\n") == 0


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"none\.csv: No such file"):
        read(tmp_path / "none.csv", "en")
