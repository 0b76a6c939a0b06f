"""What a simulation notes of itself, and with what it goes on."""

from dataclasses import replace

import pytest
from tests.conftest import REPOSITORY

from gcrm.core.errors import UsageError
from gcrm.simulate.files import zone
from gcrm.simulate.world import load


@pytest.fixture(scope="module")
def wanted():
    return zone.note(load(REPOSITORY / "conf", []), 7, 300, 0, 42)


def test_a_note_is_read_as_it_was_written(tmp_path, wanted):
    assert zone.read(tmp_path) is None
    zone.write(tmp_path, wanted)
    assert zone.read(tmp_path) == wanted
    assert not list(tmp_path.rglob(".*part*")), "nothing half stays"


def test_what_is_finished_goes_on_at_its_end_and_what_is_not_at_its_beginning(wanted):
    assert (wanted.is_finished, wanted.goes_on_at) == (False, 0)
    done = replace(wanted, done_until=42)
    assert (done.is_finished, done.goes_on_at) == (True, 42)


def test_another_parameter_is_another_world(wanted):
    again = zone.note(load(REPOSITORY / "conf", []), 7, 300, 0, 42)
    other = zone.note(load(REPOSITORY / "conf", ["income.area_sd=0.2"]), 7, 300, 0, 42)
    assert again.world == wanted.world != other.world


def test_an_unfinished_simulation_of_the_same_days_is_gone_on_with(tmp_path, wanted):
    zone.write(tmp_path, wanted)
    zone.require(tmp_path, wanted, append=False)
    with pytest.raises(UsageError, match=r"of days 0 to 42 in .* is not finished; the command that began it"):
        zone.require(tmp_path, replace(wanted, end_day=70), append=False)


def test_a_finished_one_is_added_to_where_it_ends(tmp_path, wanted):
    zone.write(tmp_path, replace(wanted, done_until=42))
    zone.require(tmp_path, replace(wanted, from_day=42, end_day=49), append=True)
    with pytest.raises(UsageError, match="ends before day 42, so --from-day must be 42, not 49"):
        zone.require(tmp_path, replace(wanted, from_day=49, end_day=56), append=True)


def test_other_streams_or_another_version_are_named(tmp_path, wanted):
    without = replace(wanted, streams=wanted.streams[1:])
    with pytest.raises(UsageError, match=rf"was simulated with other streams \(without {wanted.streams[0]}\)"):
        zone.require_kin(tmp_path, without, wanted)
    with pytest.raises(UsageError, match="was simulated by another version of G-CRM"):
        zone.require_kin(tmp_path, replace(wanted, version=1), wanted)
