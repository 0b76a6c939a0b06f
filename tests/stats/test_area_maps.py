"""Maps of areas: parts that touch, areas that stand alone, and pairs that name none."""

import numpy as np
import pytest

from gcrm.stats.area_maps import area_map
from gcrm.stats.checks import InvalidInputError


def test_a_pair_that_names_no_area_is_refused():
    with pytest.raises(InvalidInputError, match="names no area at row 0"):
        area_map(3, [(0, 7)])


def test_each_part_sums_to_nought_and_who_stands_alone_is_no_part():
    on = area_map(6, [(0, 1), (1, 2), (3, 4), (4, 3)])
    assert (on.n_alone, on.rank) == (1, 4)
    np.testing.assert_array_equal(on.parts, [[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 0]])
    np.testing.assert_allclose(on.precision @ on.parts.T, 0, atol=1e-12)
