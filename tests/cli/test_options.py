"""Options that several commands share: their defaults, and what they refuse before anything is done."""

import argparse
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

from gcrm.cli import options
from gcrm.cli.main import run


def read(*given, option):
    """The one value that an option of these words gives."""
    parser = argparse.ArgumentParser()
    option.add_to(parser)
    [value] = vars(parser.parse_args(given)).values()
    return value


def test_the_configuration_is_that_of_this_folder_or_else_of_the_checkout(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read(option=options.CONF) == REPOSITORY / "conf"
    (tmp_path / "conf").mkdir()
    assert read(option=options.CONF) == Path("conf")
    assert read("--conf", "/etc/gcrm", option=options.CONF) == Path("/etc/gcrm")


def test_the_environment_is_that_of_the_variable_or_else_local(monkeypatch):
    monkeypatch.delenv("GCRM_ENV", raising=False)
    assert read(option=options.ENV) == "local"
    monkeypatch.setenv("GCRM_ENV", "yarn")
    assert read(option=options.ENV) == "yarn"
    assert read("--env", "small", option=options.ENV) == "small"


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ([], None),
        (["--only", "marts.*", "silver.areas"], ["marts.*", "silver.areas"]),
        (["--only", "marts.*", "--only", "silver.areas"], ["marts.*", "silver.areas"]),
    ],
)
def test_names_of_tables_add_up(given, value):
    assert read(*given, option=options.ONLY) == value


def test_settings_are_kept_in_their_order_and_each_reading_has_a_list_of_its_own():
    assert read("--set", "a=1", "--set", "b=2", option=options.SET) == ["a=1", "b=2"]
    assert read(option=options.SET) == [], "what was typed before is not there any more"
    assert read("--rebuild-from-less", "a", "b", option=options.FROM_LESS) == ["a", "b"]
    assert read(option=options.FROM_LESS) == []


def test_how_much_is_printed_is_told_in_the_help():
    assert read(option=options.limit(20)) == 20
    assert read("--limit", "3", option=options.limit(20)) == 3
    parser = argparse.ArgumentParser()
    options.limit(5, "runs").add_to(parser)
    assert "runs to print (default: 5)" in parser.format_help()


def test_rows_are_printed_in_three_ways(capsys):
    assert read(option=options.FORMAT) == "table"
    assert [read("--format", how, option=options.FORMAT) for how in options.FORMATS] == ["table", "csv", "json"]
    with pytest.raises(SystemExit):
        read("--format", "xml", option=options.FORMAT)
    assert "invalid choice: 'xml'" in capsys.readouterr().err


def test_an_unknown_job_lists_those_there_are(capsys):
    with pytest.raises(SystemExit):
        run(["run", "--coalition", "brazil", "--job", "segment"])
    assert (
        "Unknown job 'segment': did you mean 'segments'? Known: features, geodemographics," in capsys.readouterr().err
    )
