"""Quantiles of chi-square, as tables print them (Abramowitz and Stegun 1964, table 26.8)."""

import pytest

from gcrm.stats.chi_square import quantile


@pytest.mark.parametrize(("degrees", "level", "value"), [(1, 0.95, 3.84146), (5, 0.99, 15.0863), (10, 0.999, 29.5883)])
def test_quantiles_are_those_of_the_table(degrees, level, value):
    assert quantile(degrees, level) == pytest.approx(value, rel=1e-5)


def test_with_no_degree_of_freedom_nothing_varies():
    assert quantile(0, 0.95) == 0.0
