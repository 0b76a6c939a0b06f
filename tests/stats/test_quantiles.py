"""High conditional quantiles from bins."""

import numpy as np
import pytest

from gcrm.stats.checks import InvalidInputError
from gcrm.stats.quantiles import quantile_line


def test_nine_in_ten_units_lie_below_the_line_wherever_it_runs():
    rng = np.random.default_rng(4)
    x = np.round(rng.uniform(0, 2, 20_000), 1)
    y = np.round(1 + 0.5 * x + rng.normal(0, 0.4 + 0.2 * x), 1)
    bins, n = np.unique(np.column_stack([x, y]), axis=0, return_counts=True)
    b = quantile_line(bins[:, 1], np.column_stack([np.ones(len(bins)), bins[:, 0]]), n)
    for low in (0.0, 1.0):
        inside = (x >= low) & (x < low + 1)
        assert np.mean(y[inside] <= b[0] + b[1] * x[inside]) == pytest.approx(0.9, abs=0.02)


def test_quantiles_that_are_none_are_refused():
    with pytest.raises(InvalidInputError, match="q is 1: between 0 and 1"):
        quantile_line([1.0], np.ones((1, 1)), [1], q=1.0)
    with pytest.raises(InvalidInputError, match="1 bins for 2 coefficients"):
        quantile_line([1.0], np.ones((1, 2)), [1])
