"""Brands and authors of posts that tests make up."""

import math

from gcrm.simulate.draws import Draws
from gcrm.simulate.words import brand_names

LINES = ("grocer", "cafe", "fuel", "airline")
# Partners' numbers have holes, so that none is taken for a place in the list.
BRANDS = [(10 * i, brand_names()[line][0], line) for i, line in enumerate(LINES)]
NAMES = {partner: name for partner, name, _ in BRANDS}
DRAWS = Draws(11)
N = 1000


def within(found: float, rate: float, n: float) -> bool:
    return abs(found - rate) < 3 * math.sqrt(rate * (1 - rate) / n)
