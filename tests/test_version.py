"""The version stands in one place, from which the package's metadata takes it."""

import re
import tomllib

from tests.conftest import REPOSITORY

from gcrm import __version__

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_metadata_takes_the_version_from_the_package():
    assert "version" not in PROJECT["project"]
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["setuptools"]["dynamic"] == {"version": {"attr": "gcrm.__version__"}}


def test_the_changelog_begins_with_it():
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\S+)", changelog, flags=re.MULTILINE)[1] == __version__
