"""What the solvers refuse, and that the sentence names the row and what would work."""

import numpy as np
import pytest

from gcrm.stats.checks import InvalidInputError, TooFewAreasError, array, enough_areas, finite, refuse, same_length


def test_numbers_become_floats_of_the_dimensions_that_are_asked_for():
    made = array("x", [[1, 2], [3, None]], ndim=2)
    assert (made.dtype, made.shape) == (np.float64, (2, 2))
    assert np.isnan(made[1, 1])
    with pytest.raises(InvalidInputError, match=r"^x has 1 dimensions: 2 would work\.$"):
        array("x", [1, 2], ndim=2)


@pytest.mark.parametrize(("values", "row"), [([1, np.nan, np.nan], 1), ([np.inf, 1], 0), ([1, -np.inf], 1)])
def test_the_first_row_that_is_not_finite_is_named(values, row):
    with pytest.raises(InvalidInputError, match=f"^y is NaN or infinite at row {row}: every value must be finite"):
        finite("y", values)
    np.testing.assert_array_equal(finite("y", [1, 2]), [1.0, 2.0])


def test_a_row_of_a_matrix_is_named_by_its_number():
    bad = np.array([[False, False], [False, True]])
    with pytest.raises(InvalidInputError, match=r"^x is odd at row 1: give even ones\.$"):
        refuse("x", bad, "is odd", "give even ones")
    refuse("x", np.zeros((2, 2), dtype=bool), "is odd", "give even ones")


def test_arrays_must_be_as_long_as_the_first():
    same_length(y=np.zeros(3), x=np.zeros((3, 2)))
    with pytest.raises(InvalidInputError, match=r"^v has 2 rows: 3 would work, as in y\.$"):
        same_length(y=np.zeros(3), x=np.zeros((3, 2)), v=np.zeros(2))


def test_a_model_needs_its_areas():
    enough_areas(5, 5, "4 coefficients and a variance")
    with pytest.raises(TooFewAreasError, match=r"^4 areas for 4 coefficients and a variance: at least 5 would work\.$"):
        enough_areas(4, 5, "4 coefficients and a variance")
