"""Everything in a scene follows from its world, its seed and its number of members."""

from tests.conftest import REPOSITORY

from gcrm.simulate.brands import brands
from gcrm.simulate.scene import Scene
from gcrm.simulate.world import load


def test_two_scenes_of_the_same_values_are_the_same():
    world = load(REPOSITORY / "conf", [])
    one, other = Scene(world, 7, 300), Scene(world, 7, 300)
    assert one == other
    assert one.brands == other.brands == brands(world)
    assert one.brands is one.brands, "made once"
    assert (one.draws.seed, Scene(world, 8, 300).draws.seed) == (7, 8)
