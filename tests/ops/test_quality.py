"""What is remembered of a check is what the table says, and what the next run learns of it."""

from dataclasses import fields, replace
from datetime import datetime

from gcrm.core.running.records import Judged, Verdict
from gcrm.ops.ledger import Ledger
from gcrm.ops.quality import QUALITY

FIRST, SECOND = datetime(2018, 1, 1), datetime(2018, 1, 2)
STOP = Verdict("r1", "silver.sales", "refused", "stopped", 1.0, "share", 0.05, 0.5, "All were refused.", 4, FIRST)


def test_a_verdict_has_the_tables_columns():
    assert tuple(field.name for field in fields(Verdict)) == QUALITY.columns


def test_the_last_checks_of_a_table_count(lake):
    ledger = Ledger(lake)
    assert ledger.judged() == {}
    met = replace(STOP, check_name="rows", status="met", told="Fine.")
    ledger.judge([STOP, met, replace(STOP, table_name="silver.areas", status="failed")])
    assert ledger.judged() == {"silver.sales": Judged(4, "All were refused."), "silver.areas": Judged(4, failed=True)}
    assert [row["table_name"] for row in ledger.asked_last()] == ["silver.areas", "silver.sales", "silver.sales"]
    ledger.judge([replace(STOP, run_id="r2", status="met", version=5, checked_at=SECOND)])
    assert ledger.judged() == {"silver.sales": Judged(5), "silver.areas": Judged(4, failed=True)}
    assert [(row["run_id"], row["status"]) for row in ledger.asked_last()] == [("r2", "met")]


def test_a_lakehouse_of_before_has_no_checks(lake):
    assert Ledger(lake, make=False).asked_last() == []
