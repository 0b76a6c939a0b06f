"""`gcrm status`: the latest runs, and the steps of the newest, from its ledger."""

from gcrm.cli.parser import parsed


def test_the_run_and_its_steps_are_told(ran):
    result = ran.gcrm("status")
    assert (result.code, result.err) == (0, "")
    first, blank, head, landed, built, *_ = result.out.splitlines()
    run = ran.lines("runs")[1][0]
    assert first.startswith(f"{run}  corner ")
    assert first.endswith(" s, 2 of 2 tables")
    assert (blank, head) == ("", f"Steps of {run}:")
    assert landed.split()[:3] == ["1", "vault.till_sales", "5"]
    assert built.split()[:3] == ["2", "silver.transactions", "4"]
    assert built.endswith("  1 quarantined")


def test_a_lakehouse_without_a_ledger_has_seen_no_run(corner):
    corner.lakehouse.mkdir()
    result = corner.gcrm("status", "--lakehouse", str(corner.lakehouse))
    assert (result.code, result.out) == (0, "No run yet.\n")


def test_five_runs_are_told_unless_more_are_asked_for():
    assert parsed(["status", "--coalition", "demo"]).limit == 5
