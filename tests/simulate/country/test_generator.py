"""Each purpose has a generator of its own."""

import pytest

from gcrm.simulate.country.generator import generator


def test_what_one_part_draws_changes_no_other():
    alone = generator(7, "names").random(5).tolist()
    other = generator(7, "shapes")
    other.random(1000)
    assert generator(7, "names").random(5).tolist() == alone
    assert other.random(5).tolist() != alone


@pytest.mark.parametrize("seed", [0, 7, 2**40, -1])
def test_any_seed_makes_one(seed):
    assert 0.3 < generator(seed, "names").random(1000).mean() < 0.7
