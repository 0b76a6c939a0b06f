"""Areas nest, a reform leaves most of them alone, and incomes are published of a level that there is."""

from dataclasses import replace

import pytest
from tests.simulate.refused import refusal

from gcrm.simulate.parameters import LEVELS


@pytest.mark.parametrize(
    "counts",
    [{"regions": 0}, {"regions": 13}, {"provinces": 61}, {"districts": 361}, {"neighbourhoods": 59}],
)
def test_areas_of_a_level_are_no_more_than_those_below(world, counts):
    with pytest.raises(ValueError, match=r"^areas must nest: 1 <= regions <= provinces <= districts <= neighbourhoods"):
        replace(world.areas, **counts)


def test_levels_may_be_of_one_size(world):
    even = replace(world.areas, **{f"{level}s": 8 for level in LEVELS}, merged=1, split=1)
    assert {getattr(even, f"{level}s") for level in LEVELS} == {8}


def test_a_reform_touches_a_quarter_of_the_neighbourhoods_at_most(world):
    most = world.areas.neighbourhoods // 4
    assert replace(world.areas, merged=most - 1, split=1).merged == most - 1
    with pytest.raises(ValueError, match="a quarter of the neighbourhoods at most; lower merged or split"):
        replace(world.areas, merged=most, split=1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("areas.provinces=2", "areas must nest"),
        ("income.published=provinces", "Unknown value of published 'provinces': did you mean 'province'? Known: dist"),
        ("income.published=neighbourhood", "Known: district, province, region."),
        ("census.rounded_to=half", "'rounded_to' must be a whole number, not 'half'"),
        ("listings.noise=0.1", "Unknown key 'noise': did you mean 'noise_sd'?"),
    ],
)
def test_a_mistake_in_the_land_is_a_sentence(given, said):
    assert said in refusal(given)
