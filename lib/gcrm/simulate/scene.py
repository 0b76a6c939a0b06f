"""What every part of a simulation is told: the world, how many members, and the randomness."""

from dataclasses import dataclass
from functools import cached_property

from gcrm.simulate.brands import Brand, brands
from gcrm.simulate.country import Country, build
from gcrm.simulate.draws import Draws
from gcrm.simulate.parameters import World


@dataclass(frozen=True)
class Scene:
    """A world of `n_members` members; everything in it follows from the three values."""

    world: World
    seed: int
    n_members: int

    @cached_property
    def draws(self) -> Draws:
        return Draws(self.seed)

    @cached_property
    def country(self) -> Country:
        return build(self.world, self.seed)

    @cached_property
    def brands(self) -> list[Brand]:
        return brands(self.world)
