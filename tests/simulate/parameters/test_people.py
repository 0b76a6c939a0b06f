"""Members as they are configured: types that make up everybody, rates that are shares."""

from dataclasses import asdict, replace

import pytest
from tests.simulate.conftest import CONF

from gcrm.core.errors import MistakesError
from gcrm.simulate.parameters import LANGUAGES
from gcrm.simulate.parameters.people import Lifestyles
from gcrm.simulate.words import people
from gcrm.simulate.world import load


def test_types_make_up_everybody_and_have_names_of_their_own(world):
    assert sum(one.share for one in world.archetypes) == pytest.approx(1)
    assert len({one.name for one in world.archetypes}) == len(world.archetypes)
    assert all(one.rate > 0 and one.spend > 0 and one.weekend > 0 for one in world.archetypes)
    assert all(0 <= one.promotion < 1 for one in world.archetypes)


def test_baskets_of_either_breadth_are_bought(world):
    assert {one.breadth for one in world.archetypes} == {"narrow", "broad"}


def test_every_language_has_names_of_people_and_a_share_of_the_members(world):
    assert set(people()) == set(world.languages) == set(LANGUAGES)
    assert sum(world.languages.values()) == pytest.approx(1)


def test_rates_of_members_are_shares(world):
    rates = {name: value for name, value in asdict(world.members).items() if name.endswith("_rate")}
    assert len(rates) == 6
    assert all(0 < rate < 1 for rate in rates.values())
    assert 0 < world.members.joined_before < 1


@pytest.mark.parametrize(
    ("line", "other", "told_at", "said"),
    [
        ("  retirement_age: 64\n", "", "members:", "key 'retirement_age' is missing."),
        ("age: 64\n", "age: 64.5\n", "  retirement_age", "'retirement_age' must be a whole number, not 64.5."),
        (
            "weekend: 0.8, breadth: narrow}",
            "weekend: 0.8, breadth: wide}",
            "  - {name: savers",
            "Unknown value of breadth 'wide': Known: broad, narrow.",
        ),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(tmp_path, line, other, told_at, said):
    path = tmp_path / "simulation" / "world.yml"
    path.parent.mkdir()
    path.write_text((CONF / "simulation" / "world.yml").read_text().replace(line, other, 1))
    at = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if text.startswith(told_at))
    with pytest.raises(MistakesError) as caught:
        load(tmp_path, [])
    assert str(caught.value) == f"conf/simulation/world.yml:{at}: {said}"


def test_types_lie_farther_apart_at_a_power_and_odd_ones_are_added(world):
    shaped = replace(world, lifestyles=Lifestyles(contrast=2.0, deviators=0.01)).shaped
    before, after = world.archetypes[0], shaped.archetypes[0]
    assert (after.rate, after.spend) == (pytest.approx(before.rate**2), pytest.approx(before.spend**2))
    assert before.promotion > 0.2
    assert after.promotion > before.promotion, "many offers become more"
    assert [one.name for one in shaped.archetypes[len(world.archetypes) :]] == ["resellers", "collectors"]
    assert shaped.types == shaped.archetypes[: len(world.archetypes)]
    assert world.shaped is world


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"contrast": 0}, "contrast must be above 0"),
        ({"moved_day": 250}, "moved_day must be a multiple of 28, not 250; 252 works"),
        ({"deviators": 1.5}, "deviators is a share, 0 to 1"),
    ],
)
def test_life_styles_that_cannot_be_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        Lifestyles(**given)


def test_a_move_from_a_type_that_is_not_there_is_refused(world):
    with pytest.raises(ValueError, match="Unknown type in lifestyles 'saver': did you mean 'savers'"):
        replace(world, lifestyles=Lifestyles(moved=0.5, moved_from="saver"))
