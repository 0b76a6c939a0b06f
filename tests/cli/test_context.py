"""What arguments mean: whose project it is, where it lies, and what was set over its configuration."""

import pytest

from gcrm.cli.context import project_of
from gcrm.cli.parser import parsed
from gcrm.cli.places import Places
from gcrm.core.errors import MistakesError


def of(corner, command, *more):
    return project_of(parsed([command, "--coalition", "corner", "--conf", str(corner.conf), *more]))


def test_places_are_those_that_were_typed(corner):
    where = ["--lakehouse", "/lake", "--vault", "/safe", "--landing", str(corner.landing)]
    assert of(corner, "run", *where).places == Places(str(corner.landing), "/lake", "/safe")


def test_a_command_that_has_no_such_option_takes_the_configured_place(corner):
    corner.configure("env/local.yml", "places: {landing: /in, lakehouse: '/lake/{coalition}'}\n")
    assert of(corner, "config").places == Places("/in", "/lake/corner", "/lake/corner/vault")
    assert of(corner, "tables", "--lakehouse", "/mine").places == Places("/in", "/mine", "/mine/vault")


def test_what_is_set_lies_over_the_configuration(corner):
    assert of(corner, "config", "--set", "workers=7").config.workers == 7
    assert of(corner, "config").config.workers == 2


def test_mistakes_are_told_together(corner):
    with pytest.raises(MistakesError) as caught:
        of(corner, "config", "--set", "wrokers=7", "--set", "workers")
    assert len(caught.value.problems) == 2


def test_no_key_of_a_vault_is_made_by_looking_at_the_configuration(corner):
    of(corner, "run", "--lakehouse", str(corner.lakehouse))
    assert not corner.lakehouse.exists()
