"""Parts of the world that must fit each other are checked where they meet."""

from dataclasses import replace

import pytest
from tests.simulate.conftest import CONF

from gcrm.core.errors import MistakesError
from gcrm.simulate.parameters.world import FEWEST_BRANDS, MOST_BRANDS
from gcrm.simulate.words import brand_names
from gcrm.simulate.world import load

KNOWN = r"did you mean 'cafe'\? Known: airline, cafe, "


def renamed(world, part):
    """The part of the world that names the cafes, with the name misspelt."""
    return {
        "categories": tuple(replace(c, line="caffe") if c.line == "cafe" else c for c in world.categories),
        "campaigns": replace(world.campaigns, list=(replace(world.campaigns.list[0], line="caffe"),)),
        "visits": replace(world.visits, affinities=(replace(world.visits.affinities[0], of="caffe"),)),
        "drop": replace(world.drop, line="caffe"),
    }[part]


@pytest.mark.parametrize(
    ("part", "where"),
    [("categories", "categories"), ("campaigns", "campaigns"), ("visits", r"visits\.affinities"), ("drop", "drop")],
)
def test_a_line_of_business_that_is_none_is_told_with_where_it_is_named(world, part, where):
    with pytest.raises(ValueError, match=rf"^Unknown line of business in {where} 'caffe': {KNOWN}"):
        replace(world, **{part: renamed(world, part)})


@pytest.mark.parametrize("region", [0, 5])
def test_the_drop_is_in_a_region_that_there_is(world, region):
    with pytest.raises(ValueError, match=rf"^drop\.region must be 1 to 4, not {region}\.$"):
        replace(world, drop=replace(world.drop, region=region))


def test_each_language_has_its_share(world):
    for languages in ({**world.languages, "fr": 0.1}, {"en": 1.0}):
        with pytest.raises(ValueError, match=r"^languages must give a share of each of en, vi, th, ko, pt\.$"):
            replace(world, languages=languages)


def test_partners_are_as_many_as_there_are_names_for(world):
    assert sum(len(names) for names in brand_names().values()) == MOST_BRANDS
    for n in (FEWEST_BRANDS - 1, MOST_BRANDS + 1):
        with pytest.raises(ValueError, match=rf"^partners\.n must be {FEWEST_BRANDS} to {MOST_BRANDS}, not {n}\.$"):
            replace(world, partners=replace(world.partners, n=n))


def test_with_few_partners_some_lines_have_none_and_nothing_may_hang_on_them(world):
    few = replace(world, partners=replace(world.partners, n=FEWEST_BRANDS))
    lines = [*world.lines_of_business]
    assert few.present_lines == lines[:FEWEST_BRANDS]
    assert world.present_lines == lines
    assert replace(world, partners=replace(world.partners, n=MOST_BRANDS)).present_lines == lines
    with pytest.raises(ValueError, match=r"^drop names airline, of which 10 partners have none; have more\.$"):
        replace(few, drop=replace(few.drop, rival="airline"))


def test_a_misfit_is_told_with_what_set_it():
    with pytest.raises(MistakesError, match=r"^--set drop\.region=9: drop\.region must be 1 to 4, not 9\.$"):
        load(CONF, ["drop.region=9"])
