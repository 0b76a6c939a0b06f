"""Runs, and how they may end."""

import pytest
from pyspark.sql import functions as F

from gcrm.core.running import quality
from gcrm.core.testing import rows, same
from gcrm.ops.runs import RUNS


@pytest.mark.parametrize(
    ("status", "failed"), [("running", []), ("done", []), ("failed", []), ("stopped", ["status_is_known"])]
)
def test_a_run_is_running_done_or_failed(spark, status, failed):
    judged = quality.judged(rows(spark, RUNS, {"run_id": "r1", "status": status}), RUNS)
    same(judged.select(F.col(quality.FAILED)), [(failed,)])
