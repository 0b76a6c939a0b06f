"""How rows get into a table: plain values, equal where they say the same."""

import pytest

from gcrm.core.contracts.loads import Append, Replace, ReplaceGroups, Snapshots, Upsert


def test_days_are_kept_by_the_business_date_and_all_of_them_where_nothing_else_is_said():
    assert Snapshots() == Snapshots(by=("as_of",), keep=None)
    assert Snapshots() != Snapshots(keep=3)


@pytest.mark.parametrize("load", [Append(), Upsert(deletes=True), Snapshots(), ReplaceGroups(("month",)), Replace()])
def test_a_load_is_a_value_that_nobody_changes(load):
    assert load == type(load)(**vars(load))
    assert len({load, type(load)(**vars(load))}) == 1
