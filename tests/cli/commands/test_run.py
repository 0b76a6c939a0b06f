"""`gcrm run`: which steps it takes, and what it refuses before any work."""

import pytest

from gcrm.cli.parser import parsed


def test_the_tables_that_were_named_are_built_and_no_others(ran):
    assert [line[0] for line in ran.lines("tables") if not line[0].startswith("ops.")] == [
        "table", "vault.till_sales", "silver.transactions",
    ]  # fmt: skip


def test_it_ends_with_where_to_look(ran):
    where = f"--coalition corner --lakehouse {ran.corner.lakehouse}"
    looks = [line.strip() for line in ran.result.out.splitlines() if line.startswith("  gcrm ")]
    assert f"gcrm quarantine {where}" in looks
    assert all(look.endswith(where) for look in looks)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--rebuild-from-less", "silver.transaction"], "No table matches 'silver.transaction'; there are "),
        (["--only", "mart.*"], "No table matches 'mart.*'; there are "),
        (["--since", "2018-01-01"], "--since is where --every begins; give --every month-end as well"),
        (["--date", "2103-01-31"], "--date 2103-01-31 lies in the future; give "),
    ],
)
def test_what_cannot_be_run_is_one_line_and_writes_nothing(corner, given, said):
    result = corner.gcrm("run", "--lakehouse", str(corner.lakehouse), "--landing", str(corner.landing), *given)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"gcrm: {said}")
    assert len(result.complaints) == 1
    assert not corner.lakehouse.exists()


def test_a_bare_run_is_of_every_table_for_the_latest_day_and_from_all_there_is():
    args = parsed(["run", "--coalition", "demo"])
    assert (args.only, args.job, args.date, args.every, args.since) == (None,) * 5
    assert (args.set, args.rebuild_from_less) == ([], [])
