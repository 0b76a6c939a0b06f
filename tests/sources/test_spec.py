"""How files are delivered is checked before Spark starts."""

import re

import pytest

from gcrm.sources.spec import FileSpec, Options, folded


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Order ID", "order_id"), ("ORDER-ID ", "order_id"), ("\ufefforder_id", "order_id"), ("__order.id", "order_id"),
        ("R$ total (bruto)", "r_total_bruto"), ("전용면적(㎡)", "전용면적"), ("ชื่อ ลูกค้า", "ชื่อ_ลูกค้า"),
        ("Đơn giá", "đơn_giá"), ("Gia\u0301", "giá"), ("ЦЕНА", "цена"), ("商品名", "商品名"),
        ("", "unnamed"), ("  ", "unnamed"),
    ],
)  # fmt: skip
def test_names_of_a_header_are_folded(given, name):
    assert folded(given) == name


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"columns": ("Order ID", "order_id")}, "columns hold order_id twice"),
        ({"columns": ("id",), "key": ("order_id",)}, "key names 'order_id', which is not among the columns id"),
        ({"columns": ("id",), "personal": ("name",)}, "personal names 'name', which is not among the columns id"),
        ({"columns": ("id",), "optional": ("name",)}, "optional names 'name', which is not among the columns id"),
        ({"columns": ("id",), "key": ("id",), "optional": ("id",)}, "key names id, without which no record is one"),
        ({"columns": ("2018 sales",)}, "column '2018 sales' must begin with a letter"),
        ({"columns": {"Price": "Giá"}}, "columns name 'Price', which must be lower case letters, digits and"),
        ({"columns": {"price": 0}}, "columns give 'price' the number 0; columns of a csv are numbered from 1"),
        ({"columns": {"price": 2}, "format": "jsonl"}, "columns give 'price' the number 2; columns of a csv are"),
        (
            {"columns": {"price": "Giá"}, "options": Options(header=False)},
            "columns give 'price' a header, but the file has none; give its number, from 1",
        ),
        (
            {"columns": ("id",), "options": Options(parts="collect")},
            "parts: collect puts the parts of one area together",
        ),
        ({"columns": ("id",), "path": "in\\sales.csv"}, "holds a backslash; folders are written with /, on Windows"),
        ({"columns": ("id",), "path": ""}, "path must be a pattern below the landing folder"),
        ({"columns": ("id",), "path": "/data/*.csv"}, "path must be a pattern below the landing folder"),
        ({"columns": ("id",), "path": "../other/*.csv"}, "path must be a pattern below the landing folder"),
    ],
)
def test_a_specification_that_cannot_work_says_why(given, problem):
    with pytest.raises(ValueError, match=re.escape(problem)):
        FileSpec(**{"path": "*.csv", "format": "csv", **given})


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"sep": "||"}, "sep must be one character"),
        ({"sep": ""}, "sep must be one character"),
        ({"quote": ""}, "quote must be one character"),
        ({"escape": "\\\\"}, "escape must be one character"),
        ({"comment": "//"}, "comment must be one character"),
        ({"skip": -1}, "skip counts lines, so it must be 0 or more, not -1"),
        ({"encoding": "utf-88"}, "encoding 'utf-88' is unknown; utf-8, latin-1 or cp949 are some"),
    ],
)
def test_options_that_cannot_work_say_why(given, problem):
    with pytest.raises(ValueError, match=problem):
        Options(**given)


def test_the_columns_of_a_file_are_its_folded_header():
    assert FileSpec("*.csv", "csv", ("Order ID", "Preço")).fields == ["order_id", "preço"]
