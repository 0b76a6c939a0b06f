"""Crosswalks: shares that add up, totals kept, means weighted by people."""

import numpy as np
import pytest

from gcrm.stats.checks import InvalidInputError
from gcrm.stats.crosswalk import carried, matrix, require_whole

OLD, NEW, SHARE = ["a", "b", "c", "c"], ["m", "m", "c1", "c2"], [1.0, 1.0, 0.4, 0.6]


def test_totals_are_kept_across_merges_and_splits():
    values = {"a": 3.0, "b": 4.0, "c": 10.0, "d": 1.0}
    moved = carried(values, OLD, NEW, SHARE)
    assert moved == {"m": 7.0, "c1": 4.0, "c2": 6.0, "d": 1.0}
    assert sum(moved.values()) == sum(values.values())


def test_a_mean_is_weighted_by_the_people_who_move():
    moved = carried({"a": 10.0, "b": 20.0, "c": 5.0}, OLD, NEW, SHARE, mean_by={"a": 1.0, "b": 3.0, "c": 8.0})
    assert moved == {"m": 17.5, "c1": 5.0, "c2": 5.0}


def test_rows_of_the_matrix_add_up_to_one():
    assert np.allclose(matrix(OLD, NEW, SHARE)[2].sum(axis=1), 1)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ([1.0, 1.0, 0.4, 0.5], r"shares of area c add up to 0\.9: 1 would work"),
        ([1.0, 1.0, 1.4, -0.4], "share is not a share at row 2"),
        ([1.0, 1.0, np.nan, 0.5], "share is NaN or infinite at row 2"),
    ],
)
def test_shares_that_do_not_add_up_are_refused(share, said):
    with pytest.raises(InvalidInputError, match=said):
        require_whole(OLD, NEW, share)


def test_a_pair_that_comes_twice_is_refused():
    with pytest.raises(InvalidInputError, match="area a leads to b twice"):
        require_whole(["a", "a"], ["b", "b"], [0.5, 0.5])
