"""One country as the repository's configuration asks for it, built once."""

from pathlib import Path

import pytest

from gcrm.simulate.country import Country, build
from gcrm.simulate.parameters import World
from gcrm.simulate.world import load

CONF = Path(__file__).resolve().parents[3] / "conf"
SEED = 7


@pytest.fixture(scope="session")
def world() -> World:
    return load(CONF, [])


@pytest.fixture(scope="session")
def country(world: World) -> Country:
    return build(world, SEED)
