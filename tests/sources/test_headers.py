"""Declared columns are found in a header by name, in any case and script, by our own name for them, or by number."""

import pytest

from gcrm.sources import headers
from gcrm.sources.spec import FileSpec, Options


def spec(columns, kind="csv", **options):
    return FileSpec("*", kind, columns, options=Options(**options))


@pytest.mark.parametrize(
    ("names", "columns", "declared", "extra"),
    [
        (["ID", " Name "], ("id", "name"), {"id": 0, "name": 1}, {}),
        (["시군구", "전용면적(㎡)", "층"], ("시군구", "전용면적(㎡)"), {"시군구": 0, "전용면적": 1}, {"층": 2}),
        (["ราคา", "จำนวน"], ("จำนวน",), {"จำนวน": 1}, {"ราคา": 0}),
        (["Mã", "Ma"], ("Ma",), {"ma": 1}, {"mã": 0}),
        (["Цена", "名前"], {"price": "Цена", "name": "名前"}, {"price": 0, "name": 1}, {}),
        (["Gia\u0301"], {"price": "Giá"}, {"price": 0}, {}),
        (["%", "№"], {"share": "%", "number": "№"}, {"share": 0, "number": 1}, {}),
        (["id", "paid", "paid"], {"id": "id", "gross": 3}, {"id": 0, "gross": 2}, {"paid": 1}),
        (["id", "", "x", "x", ""], ("id",), {"id": 0}, {"unnamed": 1, "x": 2, "x_2": 3, "unnamed_2": 4}),
        (["Card", "card"], {"card": "Card"}, {"card": 0}, {"card": 1}),
    ],
)
def test_columns_are_found(names, columns, declared, extra):
    given = spec(columns)
    assert headers.wrong(names, given) is None
    assert headers.places(names, given) == headers.Places(declared, extra)


@pytest.mark.parametrize(
    ("names", "given", "problem"),
    [
        (
            ["id", "paid", "x", "x", "Paid"],
            spec(("id", "paid")),
            "names the column paid twice, as columns 2 and 5; 'columns: {paid: 5}' would take the last",
        ),
        (["id", "a", "b"], spec(("id", "Preço")), "lacks the column Preço; it has id, 2 that are not declared"),
        (["id"], spec({"id": "id", "x": 2}), "lacks the column 2; it has id"),
        (
            ["Card", "card"],
            spec(("card",), "parquet"),
            "names the column card twice once case and signs are folded (Card and card); rename one",
        ),
        (
            ["id", "a", ""],
            spec(("id",), extra="refuse"),
            "has columns that are not declared (1), which 'extra: refuse' does not allow",
        ),
    ],
)
def test_a_header_that_cannot_be_read_says_what_would_work(names, given, problem):
    assert headers.wrong(names, given) == problem


def test_nameless_columns_are_no_extra_ones():
    assert headers.wrong(["id", "", ""], spec(("id",), extra="refuse")) is None
