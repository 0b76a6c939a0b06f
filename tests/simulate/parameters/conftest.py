"""The world as the repository's configuration asks for it."""

import pytest
from tests.simulate.conftest import CONF

from gcrm.simulate.parameters import World
from gcrm.simulate.world import load


@pytest.fixture(scope="session")
def world() -> World:
    return load(CONF, [])
