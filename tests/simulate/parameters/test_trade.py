"""Trade as it is configured: what hangs together does, and what each part names is there."""

from dataclasses import asdict

import pytest
from tests.simulate.refused import refusal

from gcrm.simulate.files.systems import SYSTEMS
from gcrm.simulate.people.members import CHANNELS


def test_a_category_goes_with_categories_of_its_own_line(world):
    line_of = {one.name: one.line for one in world.categories}
    assert len(line_of) == len(world.categories), "no name twice"
    linked = [(one, other) for one in world.categories for other in (one.complement, one.substitute) if other]
    assert len(linked) > 10
    assert [one.name for one, other in linked if line_of.get(other) != one.line or other == one.name] == []


def test_every_line_has_hours_something_to_sell_and_a_system_that_writes_it(world):
    assert {one.line for one in world.categories} == set(world.lines_of_business)
    for name, line in world.lines_of_business.items():
        assert len(world.hours[line.hours]) == 24, name
        assert line.system in SYSTEMS
        assert line.lines >= 1, "a basket has a line"
    assert {line.system for line in world.lines_of_business.values()} == set(SYSTEMS)


def test_seasons_and_weekdays_move_visits_and_do_not_make_more_of_them(world):
    assert set(world.seasons) <= set(world.lines_of_business)
    for months in (*world.seasons.values(), (1.0,) * 12):
        assert len(months) == 12
        assert sum(months) / 12 == pytest.approx(1, abs=0.01)
    assert len(world.visits.weekdays) == 7
    assert sum(world.visits.weekdays) / 7 == pytest.approx(1, abs=0.02)


def test_affinities_leave_each_brand_a_taste_of_its_own(world):
    for name in world.lines_of_business:
        tied = [abs(one.strength) for one in world.visits.affinities if name in (one.of, one.to)]
        assert world.visits.shared + sum(tied) < 1, name


def test_a_campaign_lifts_every_type_and_is_sent_by_a_channel_that_members_consent_to(world):
    for campaign in world.campaigns.list:
        assert set(campaign.uplift) == {one.name for one in world.archetypes}
        assert campaign.channel in CHANNELS
        assert 0 < campaign.reach <= 1
        assert campaign.week >= campaign.weeks > 0, "there are as many weeks before it to compare with"
    assert 0 < world.campaigns.holdout < 1


def test_dirt_leaves_lines_and_deliveries_that_are_clean(world):
    dirt = {name: value for name, value in asdict(world.dirt).items() if isinstance(value, float)}
    fates = {"missing", "twice", "corrected", "truncated"}
    layouts = {"recased", "reordered"}
    assert 0 < sum(rate for name, rate in dirt.items() if name not in fates | layouts) < 0.1
    assert 0 < sum(dirt[name] for name in fates) < 0.1
    assert all(0 < dirt[name] < 1 for name in layouts)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            "lines_of_business.cafe.system=nordo",
            "Unknown value of system 'nordo': did you mean 'norda'?",
        ),
        ("lines_of_business.cafe.cadence=month", "Unknown value of cadence 'month': Known: day, week."),
        ("lines_of_business.cafe.a_week=often", "'a_week' must be a number, not 'often'"),
        ("dirt.lates=0.1", "Unknown key 'lates': did you mean 'late'?"),
    ],
)
def test_a_mistake_in_trade_is_a_sentence(given, said):
    assert said in refusal(given)
