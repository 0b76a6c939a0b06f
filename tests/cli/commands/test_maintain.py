"""`gcrm maintain`: a retention that is no danger, a lakehouse that is there, and a line per table."""

import pytest

from gcrm.core.storage.maintenance import SAFE_RETENTION_HOURS


@pytest.mark.parametrize("there", [True, False])
def test_a_short_retention_is_refused_before_any_work_with_one_sentence(corner, there):
    if there:
        corner.lakehouse.mkdir()
    result = corner.gcrm("maintain", "--lakehouse", str(corner.lakehouse), "--retain-hours", "167")
    assert (result.code, result.out) == (2, "")
    said = "A retention of 167 hours could take files from a running reader; 168 or more works."
    assert result.complaints == [f"gcrm: {said}"]


def test_a_lakehouse_that_is_not_there_is_named(corner):
    hours = str(SAFE_RETENTION_HOURS)
    result = corner.gcrm("maintain", "--lakehouse", str(corner.lakehouse), "--retain-hours", hours)
    assert result.complaints == [f"gcrm: There is no lakehouse at {corner.lakehouse}; `gcrm run` makes one."]
