"""What a run tells of each step, in one line."""

from datetime import date, datetime

import pytest

from gcrm.core.running.records import StepRecord
from gcrm.core.running.told import progress

BEGAN = datetime(2018, 1, 1)


def record(status="done", mode="whole", **more):
    return StepRecord("silver.sales", status, mode, BEGAN, **more)


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ([record(rows_kept=1234)], "1,234 rows 1.5 s whole"),
        ([record(rows_kept=5, rows_quarantined=2, rows_late=3)], "5 rows 1.5 s whole 2 quarantined 3 late"),
        ([record(rows_kept=5, reason="never built")], "5 rows 1.5 s whole (never built)"),
        ([record("unchanged", "")], "unchanged"),
        ([record("held", "", reason="silver.sales: no.")], "held (silver.sales: no.)"),
        ([record("unchanged", "", reason="files are gone")], "unchanged (files are gone)"),
        (
            [
                record(rows_kept=5, as_of=date(2018, 1, 31), rows_late=1),
                record("unchanged", "", as_of=date(2018, 2, 28), reason="of a day that is as it was"),
                record(rows_kept=6, as_of=date(2018, 3, 31), rows_late=1, reason="rule a is new"),
            ],
            "11 rows 1.5 s whole 2 of 3 days 2 late (rule a is new)",
        ),
    ],
)
def test_a_step_is_told_in_one_line(records, words):
    head, *rest = progress(records, 1.52, 7, 47).split("silver.sales", 1)
    assert head == "[  7/47] "
    assert " ".join(rest[0].split()) == words
