"""Rows as a table, as CSV and as JSON."""

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal

from gcrm.cli.printed import text
from gcrm.core.storage.looks import Answer

ANSWER = Answer(
    ("day", "paid", "names", "at"),
    (
        {"day": date(2024, 3, 1), "paid": Decimal("1.50"), "names": ["a", "b"], "at": datetime(2024, 3, 1, 12)},
        {"day": None, "paid": None, "names": [], "at": None},
    ),
)


def test_a_table_tells_null_from_empty():
    assert text(ANSWER).splitlines() == [
        "+----------+----+------+-------------------+",
        "|       day|paid| names|                 at|",
        "+----------+----+------+-------------------+",
        "|2024-03-01|1.50|[a, b]|2024-03-01 12:00:00|",
        "|      NULL|NULL|    []|               NULL|",
        "+----------+----+------+-------------------+",
    ]


def test_csv_is_read_back_by_any_reader():
    rows = list(csv.reader(io.StringIO(text(ANSWER, "csv"))))
    assert rows == [
        ["day", "paid", "names", "at"],
        ["2024-03-01", "1.50", "[a, b]", "2024-03-01 12:00:00"],
        [""] * 2 + ["[]", ""],
    ]


def test_json_holds_numbers_and_nulls():
    first, second = json.loads(text(ANSWER, "json"))
    assert first == {"day": "2024-03-01", "paid": 1.5, "names": ["a", "b"], "at": "2024-03-01T12:00:00"}
    assert second == {"day": None, "paid": None, "names": [], "at": None}


def test_json_holds_every_digit_of_a_decimal():
    given = Decimal("-12345678901234567890.10")
    told = text(Answer(("paid",), ({"paid": given}, {"paid": Decimal("0E-2")})), "json")
    assert '"paid": -12345678901234567890.10' in told
    assert [row["paid"] for row in json.loads(told, parse_float=Decimal)] == [given, Decimal("0.00")]


def test_no_row_is_the_header_alone():
    assert text(Answer(("n",), ())).splitlines() == ["+---+", "|  n|", "+---+", "+---+"]
    assert (text(Answer(("n",), ()), "csv"), text(Answer(("n",), ()), "json")) == ("n", "[]")
