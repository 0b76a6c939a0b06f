"""The quarantine as a list of work, from rows as the ledger holds them."""

import pytest

from gcrm.cli import worklist
from gcrm.core.storage.looks import Answer, Looks

ROW = {
    "table_name": "silver.payments", "feed": "till", "reason": "method_is_known", "n_rows": 5,
    "file": "p.csv", "line": 3, "record": '{"method":"Cash","amount":5.0}', "unreadable": None,
}  # fmt: skip
PAYMENTS, COMPUTED = "conf/feeds/till/payments.sql", "amount_can_be_computed: int(paid)"
SQL = "SELECT\n  receipt AS transaction_id,\n  lower(kind) AS method,\n  paid AS amount\nFROM p"


class Held:
    """A lakehouse's answers: these refused rows, and these refused files."""

    each = "unnest"

    def __init__(self, *rows, files=()):
        self.answers = [Answer((), tuple({**ROW, **row} for row in rows)), Answer((), tuple(files))]

    def query(self, _sql, _tables):
        return self.answers.pop(0)

    def rules(self, name):
        return {"method_is_known": "method IN ('cash', 'card')", "ratio_is_one": "a = b"} if "payments" in name else {}


@pytest.fixture
def feeds(tmp_path):
    (tmp_path / "till").mkdir()
    (tmp_path / "till" / "payments.sql").write_text(SQL)
    return worklist.Feeds(tmp_path, "conf/feeds")


@pytest.mark.parametrize(
    ("row", "example", "mend", "rule"),
    [
        ({}, "method = Cash", f"{PAYMENTS}:3", "method IN ('cash', 'card')"),
        ({"reason": "amount_is_readable", "unreadable": {"amount": "8,50"}}, "8,50", f"{PAYMENTS}:4", None),
        (
            {"reason": COMPUTED, "unreadable": {COMPUTED: "paid = x"}},
            "paid = x", f"{PAYMENTS}:4", None,
        ),
        ({"reason": "amount_is_given", "record": None}, None, f"{PAYMENTS}:4", None),
        ({"reason": "ratio_is_one"}, None, f"{PAYMENTS}:1", "a = b"),
        ({"feed": None}, "method = Cash", None, "method IN ('cash', 'card')"),
        ({"table_name": "bronze.till_lines", "reason": "is_a_record_of_2_columns",
          "record": '{"a":"1","_problem":"is_a_record_of_2_columns"}'}, "a = 1",
         "conf/feeds/till/feed.yml (files.lines)", None),
        ({"table_name": "vault.till_lines", "reason": "receipt_is_given", "record": None}, None,
         "conf/feeds/till/feed.yml (files.lines)", None),
    ],
)  # fmt: skip
def test_a_group_has_an_example_and_the_place_to_mend(feeds, row, example, mend, rule):
    [found] = worklist.groups(Held(row), feeds, 20).rows
    assert (found["example"], found["mend"], found["rule"]) == (example, mend, rule)
    assert (found["rows"], found["first_at"]) == (5, "p.csv:3")


def test_files_that_were_refused_stand_at_the_end(feeds):
    file = {"table_name": "bronze.till_lines", "feed": "till", "reason": "the file is empty", "file": "l.csv"}
    found = worklist.groups(Held({}, files=[file]), feeds, 20)
    assert found.columns == worklist.COLUMNS
    assert [(row["table"], row["rows"], row["first_at"]) for row in found.rows] == [
        ("silver.payments", 5, "p.csv:3"), ("bronze.till_lines", None, "l.csv"),
    ]  # fmt: skip
    assert len(worklist.groups(Held({}, files=[file]), feeds, 1).rows) == 1


def test_what_a_run_refused_is_counted_with_the_first_place_and_files_beside_it(ran):
    looks = Looks(ran.corner.lakehouse, ran.corner.lakehouse / "vault")
    till = worklist.Feeds(ran.corner.conf / "coalitions/corner/feeds", "feeds")
    told = worklist.groups(looks, till, 20)
    empty = "the file is empty; a header line with receipt, position, customer, sold_at, price is expected"
    assert [tuple(row.values())[:6] for row in told.rows] == [
        ("silver.transactions", "till", "amount_is_not_zero", 1, "amount = 0.00", "s2.csv:2"),
        ("vault.till_sales", "till", empty, None, None, "s3.csv"),
    ]
    assert told.rows[0]["mend"].startswith("feeds/till/transactions.sql:")
    assert worklist.groups(looks, till, 1).rows == told.rows[:1]
