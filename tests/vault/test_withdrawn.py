"""A key of the environment is held while a command runs, and stands there again afterwards."""

import os

import pytest

from gcrm.vault.keys import VARIABLE
from gcrm.vault.withdrawn import given, withdrawn


def test_the_key_is_known_inside_and_stands_nowhere(monkeypatch):
    monkeypatch.setenv(VARIABLE, "secret")
    with withdrawn():
        assert VARIABLE not in os.environ
        assert given(VARIABLE) == "secret"
    assert os.environ[VARIABLE] == "secret"


def test_however_a_command_ends_its_key_is_given_back(monkeypatch):
    monkeypatch.setenv(VARIABLE, "secret")
    with pytest.raises(KeyError), withdrawn():
        raise KeyError
    assert given(VARIABLE) == os.environ[VARIABLE] == "secret"


def test_without_a_key_nothing_is_held(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    with withdrawn():
        assert given(VARIABLE) is None
    assert VARIABLE not in os.environ
