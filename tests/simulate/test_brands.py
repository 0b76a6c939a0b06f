"""Brands and their shelves follow from the world alone."""

from dataclasses import replace

import pytest
from tests.conftest import REPOSITORY

from gcrm.simulate.brands import MAKERS, RUNGS, brands, catalogue, first, ladder
from gcrm.simulate.parameters import World
from gcrm.simulate.world import load


@pytest.fixture(scope="module")
def world() -> World:
    return load(REPOSITORY / "conf", [])


def test_any_number_of_brands_holds_every_line_as_long_as_it_can(world):
    lines = [*world.lines_of_business]
    many = brands(replace(world, partners=replace(world.partners, n=2 * len(lines) + 1)))
    assert [brand.line for brand in many] == [*lines, *lines, lines[0]]
    assert [brand.is_first for brand in many] == [True] * len(lines) + [False] * (len(lines) + 1)
    assert len({brand.name for brand in many}) == len({brand.partner_id for brand in many}) == len(many)
    assert first(many, lines[1]) is many[1]


def test_a_lines_first_brand_is_visited_as_often_as_the_line_says_and_the_others_less(world):
    lines = [*world.lines_of_business]
    many = brands(replace(world, partners=replace(world.partners, n=3 * len(lines))))
    for i, name in enumerate(lines):
        often = [brand.a_week for brand in many[i :: len(lines)]]
        assert often[0] == pytest.approx(world.lines_of_business[name].a_week)
        assert often == sorted(often, reverse=True)
        assert often[1] / often[0] == pytest.approx(2**-0.8)


def test_every_article_has_a_number_of_its_own_and_a_price_of_its_ladder(world):
    shelf = catalogue(world)
    assert len(shelf) == len(world.categories) * RUNGS * MAKERS
    assert shelf["article"].is_unique
    for category in world.categories:
        prices = ladder(category)
        assert sorted(set(shelf[shelf["category"] == category.name]["list_price"])) == sorted(set(prices))
        assert prices[0] == pytest.approx(category.price * 0.08, abs=0.005)
        assert prices == sorted(prices)
