"""What `gcrm status` says of rows of the ledger."""

from datetime import date, datetime, timedelta

from gcrm.cli.status import text

NOW = datetime(2026, 3, 1, 12, 0)


def run(run_id="r1", status="running", seconds=60, **values):
    row = {"run_id": run_id, "coalition": "demo", "status": status, "n_steps": 47, "message": None, "ended_at": None}
    return row | {"started_at": NOW - timedelta(seconds=seconds)} | values


def step(run_id="r1", position=1, table="silver.posts", seconds=30, **values):
    row = {
        "run_id": run_id,
        "position": position,
        "table_name": table,
        "status": "done",
        "mode": "rows",
        "rows_kept": 7,
    }
    row |= {"as_of": None, "rows_late": None}
    return row | {"rows_quarantined": 0, "seconds": 1.25, "started_at": NOW - timedelta(seconds=seconds)} | values


def test_a_run_that_goes_on_says_how_far_it_is():
    told = text([run()], [step(), step(position=2, table="silver.members", status="unchanged")], NOW).splitlines()
    assert told[0] == "r1  demo         2026-03-01 11:59:00  running for 60 s, 2 of 47 tables"
    assert told[-2].split() == ["1", "silver.posts", "7", "rows", "1.2", "s", "rows"]
    assert told[-1].split() == ["2", "silver.members", "unchanged"]


def test_a_run_that_is_silent_may_be_dead():
    told = text([run(seconds=4000)], [step(seconds=2000) | {"seconds": 10.0}], NOW)
    assert "no step has ended for 1990 s: a long one, or it is dead, and the same command goes on" in told


def test_ended_runs_say_how_and_only_the_newest_its_steps():
    ended = {"ended_at": NOW, "seconds": 90}
    runs = [run("r2", "failed", message="No room.", **ended), run("r1", "done", **ended)]
    told = text(runs, [step("r1"), step("r2", table="silver.areas")], NOW)
    assert "failed in 90 s, 1 of 47 tables: No room." in told
    assert "done in 90 s, 1 of 47 tables" in told
    assert "silver.areas" in told
    assert "silver.posts" not in told


def test_a_run_of_several_days_counts_a_table_once_and_says_what_came_late():
    days = [step(table="features.purchases", as_of=date(2018, month, 28), rows_late=month - 1) for month in (1, 2)]
    told = text([run()], days, NOW).splitlines()
    assert told[0].endswith("1 of 47 tables, 2 days")
    assert told[-2].endswith("rows  2018-01-28")
    assert told[-1].endswith("rows  2018-02-28  1 late")


def test_checks_of_the_newest_run_that_are_not_met_are_told_and_held_steps():
    def check(status, told, run_id="r1"):
        return {"run_id": run_id, "status": status, "told": told}

    checks = [check("warned", "Odd."), check("met", "Fine."), check("stopped", "All."), check("stopped", "Old.", "r0")]
    told = text([run()], [step(status="held")], NOW, checks).splitlines()
    assert told[-5].split() == ["1", "silver.posts", "held"]
    assert told[-3:] == ["Checks: 3 asked, 2 not met", "  stopped: All.", "  warned: Odd."]


def test_before_the_first_run():
    assert text([], [], NOW) == "No run yet."
