"""How files are delivered is checked before Spark starts."""

import pytest

from gcrm.sources.spec import FileSpec, Options, folded


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Order ID", "order_id"), ("ORDER-ID ", "order_id"), ("\ufefforder_id", "order_id"), ("__order.id", "order_id"),
        ("R$ total (bruto)", "r_total_bruto"), ("", "unnamed"), ("  ", "unnamed"),
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
        ({"columns": ("2018 sales",)}, "column '2018 sales' must begin with a letter"),
        ({"columns": ("id",), "path": ""}, "path must be a pattern below the landing folder"),
        ({"columns": ("id",), "path": "/data/*.csv"}, "path must be a pattern below the landing folder"),
        ({"columns": ("id",), "path": "../other/*.csv"}, "path must be a pattern below the landing folder"),
    ],
)
def test_a_specification_that_cannot_work_says_why(given, problem):
    with pytest.raises(ValueError, match=problem.replace("(", r"\(")):
        FileSpec(**{"path": "*.csv", "format": "csv", **given})


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"sep": "||"}, "sep must be one character"),
        ({"sep": ""}, "sep must be one character"),
        ({"quote": ""}, "quote must be one character"),
        ({"encoding": "utf-88"}, "encoding 'utf-88' is unknown; utf-8, latin-1 or cp949 are some"),
    ],
)
def test_options_that_cannot_work_say_why(given, problem):
    with pytest.raises(ValueError, match=problem):
        Options(**given)


def test_the_columns_of_a_file_are_its_folded_header():
    assert FileSpec("*.csv", "csv", ("Order ID", "Preço")).fields == ["order_id", "pre_o"]
