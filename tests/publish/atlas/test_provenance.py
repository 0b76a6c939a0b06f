"""Where figures come from: the last run of the coalition, and who wrote what."""

from datetime import date, datetime
from typing import Any

from gcrm.publish.atlas import provenance
from gcrm.publish.atlas.look import Agreed, Given, Look

AGREED = Agreed("Made Up", "made_up", "BRL")
RUN = {
    "run_id": "r9", "status": "done", "as_of": date(2018, 1, 31), "started_at": datetime(2018, 1, 31, 12),
    "ended_at": None, "config_hash": "c0ffee", "version": "0.1.0",
}  # fmt: skip


def _step(table: str, run: str, version: int, hour: int) -> dict[str, Any]:
    started = datetime(2018, 1, 31, hour)
    return {"table_name": table, "run_id": run, "output_version": version, "started_at": started, "position": 1}


def test_the_newest_version_of_each_table_is_told_with_the_run_that_wrote_it() -> None:
    steps = [
        _step("publish.portraits", "r9", 5, 12),
        _step("publish.area_power", "r7", 3, 10),
        _step("publish.portraits", "r7", 4, 10),
    ]
    given = {"ops.runs": [{"coalition": "other", "run": {}}, {"coalition": "made_up", "run": RUN}], "ops.steps": steps}
    lines = provenance.lines(Look(AGREED, Given(given)))
    assert lines == [
        ("Run", "r9"),
        ("Status", "done"),
        ("As of", "2018-01-31"),
        ("Started", "2018-01-31 12:00 UTC"),
        ("Ended", "not ended"),
        ("Configuration hash", "c0ffee"),
        ("G-CRM version", "0.1.0"),
        ("publish.area_power", "version 3, written by run r7"),
        ("publish.portraits", "version 5, written by run r9"),
    ]


def test_without_a_run_there_is_nothing_to_tell() -> None:
    assert provenance.lines(Look(AGREED, Given({}))) == []
