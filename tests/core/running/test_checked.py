"""Who waits for checks, and which steps are held where one of them stopped."""

from datetime import datetime

import pytest

from gcrm.core.contracts.table import Field, Table
from gcrm.core.running.checked import Checks
from gcrm.core.running.records import Judged, Run, StepRecord, Verdict

NOW = datetime(2018, 1, 1)
RUN = Run("r2", "corner", NOW)
SALES, AREAS = (Table(f"silver.{noun}", "T.", (Field("id", "string", "Id"),)) for noun in ("sales", "areas"))


class Stopping:
    """A judge to whom sales refer to areas, and who gives the tables of `stops` this `status`."""

    def __init__(self, *stops, status="stopped"):
        self.stops, self.asked, self.status = stops, [], status

    def reads(self, table):
        return ["silver.areas"] if table == SALES else []

    def judge(self, built, _lake, run):
        name = built.table.name
        self.asked.append(name)
        status = self.status if name in self.stops else "met"
        return [Verdict(run.run_id, name, "refused", status, 1.0, "share", 0.1, 0.5, f"{name}: no.", 3, NOW)]


def built(table=SALES, version=3):
    return StepRecord(table.name, "done", "whole", NOW, output_version=version)


def asked(checks, done=(), before=None, table=SALES):
    return [v.status for v in checks.judge(table, None, list(done), before, [])]


def test_readers_wait_for_checks_and_checks_for_what_they_look_into():
    waits = {"silver.areas": [], "silver.sales": [], "marts.sums": ["silver.sales"]}
    assert Checks(Stopping(), {}, RUN).ordered(waits, [AREAS, SALES]) == {
        "silver.areas": [],
        "silver.sales": [],
        "marts.sums": ["silver.sales", "checks of silver.sales"],
        "checks of silver.areas": ["silver.areas"],
        "checks of silver.sales": ["silver.sales", "silver.areas"],
    }


def test_a_table_is_not_waited_for_by_the_checks_of_what_it_is_made_of():
    waits = {"silver.sales": [], "silver.areas": ["silver.sales"]}
    assert Checks(Stopping(), {}, RUN).ordered(waits, [SALES])["checks of silver.sales"] == ["silver.sales"]


def test_without_a_judge_nothing_is_asked():
    checks = Checks(None, {}, RUN)
    assert checks.ordered({"silver.sales": []}, [SALES]) == {"silver.sales": []}
    assert asked(checks, [built()]) == []


def test_what_is_behind_a_stop_is_held_and_what_is_behind_that():
    checks = Checks(Stopping("silver.sales"), {}, RUN)
    assert checks.message is None
    assert asked(checks, [built()]) == ["stopped"]
    assert checks.hold("marts.sums", ["silver.areas", "silver.sales"]) == "silver.sales: no."
    assert checks.hold("publish.sums", ["marts.sums"]) == "silver.sales: no."
    assert checks.hold("marts.places", ["silver.areas"]) is None
    assert checks.message == "silver.sales: no."


def test_what_failed_holds_nothing_and_is_asked_again_until_it_is_met():
    checks = Checks(Stopping("silver.sales", status="failed"), {}, RUN)
    assert asked(checks, [built()]) == ["failed"]
    assert checks.hold("marts.sums", ["silver.sales"]) is None
    assert checks.message == "silver.sales: no."
    again = Checks(Stopping(), {"silver.sales": Judged(3, failed=True)}, RUN)
    assert again.message is None
    assert asked(again, before=built()) == ["met"]


def test_a_stop_of_before_holds_until_the_table_is_judged_anew():
    last = {"silver.sales": Judged(3, "silver.sales: no.")}
    checks = Checks(Stopping(), last, RUN)
    assert checks.hold("marts.sums", ["silver.sales"]) == "silver.sales: no."
    assert checks.message == "silver.sales: no.", "also where the run does not have the table"
    assert asked(checks, before=built()) == ["met"], "limits may have been changed since"
    assert checks.hold("marts.sums", ["silver.sales"]) is None


@pytest.mark.parametrize(
    ("last", "before", "n"),
    [({}, None, 0), ({}, 3, 1), ({"silver.sales": Judged(3)}, 3, 0), ({"silver.sales": Judged(2)}, 3, 1)],
    ids=["never built", "never judged", "judged", "judged before a run was killed"],
)
def test_an_unchanged_table_is_judged_where_its_version_was_not(last, before, n):
    judge = Stopping()
    asked(Checks(judge, last, RUN), before=built(version=before) if before else None)
    assert len(judge.asked) == n
