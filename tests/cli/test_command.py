"""What a command is: what the help cannot show is refused, and options are argparse's own."""

import argparse

import pytest

from gcrm.cli.command import GROUPS, TITLES, Command, option
from gcrm.core.contracts.table import ContractError


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"group": "lok"},
            "Command greet is of group 'lok'; there are run, look, rights, site, world, cluster, build.",
        ),
        ({"help": "Greet"}, "Command greet needs a help text of one line that ends with a full stop."),
        ({"help": "Greet.\nNow."}, "Command greet needs a help text of one line that ends with a full stop."),
    ],
)
def test_a_command_that_the_help_cannot_show_is_refused(given, said):
    with pytest.raises(ContractError) as refused:
        Command(**{"name": "greet", "help": "Greet.", "group": "look", "options": (), "run": print, **given})
    assert str(refused.value) == said


def test_every_group_has_a_title():
    assert set(TITLES) == set(GROUPS)


def read(one, *typed):
    parser = argparse.ArgumentParser()
    one.add_to(parser)
    return vars(parser.parse_args(typed))


def test_an_option_is_read_as_argparse_reads_it():
    sizes = option("--size", "-s", type=int, dest="bytes", default=3)
    assert (read(sizes), read(sizes, "-s", "4")) == ({"bytes": 3}, {"bytes": 4})
    assert read(option("name"), "corner") == {"name": "corner"}


def test_a_default_that_is_a_function_is_asked_each_time_a_command_line_is_read():
    answers = iter(("first", "second"))
    place = option("--place", default=lambda: next(answers))
    assert [read(place)["place"], read(place)["place"]] == ["first", "second"]
    assert read(option("--place", default="told"), "--place", "typed") == {"place": "typed"}
