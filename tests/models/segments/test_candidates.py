"""Segments' numbers: of the first fit by what is ordered by, of later ones those of what they continue."""

import numpy as np

from gcrm.models.segments.candidates import numbered
from gcrm.models.segments.fit import Fit

CENTRES = np.array([[1.0, 0.0], [5.0, 0.0], [3.0, 2.0]])


def test_the_first_fit_numbers_by_the_feature_that_orders():
    centres, segments = numbered(CENTRES, 0, None, 0)
    assert (centres[:, 0].tolist(), segments) == ([5.0, 3.0, 1.0], [1, 2, 3])


def test_a_later_fit_goes_on_with_the_numbers_whatever_the_order():
    standing = Fit((), ((1.1, 0.0), (4.9, 0.1)), (2, 6), (), (), ())
    centres, segments = numbered(CENTRES, 0, standing, 7)
    assert segments == [2, 6, 8]
    assert centres.tolist() == [[1.0, 0.0], [5.0, 0.0], [3.0, 2.0]]
