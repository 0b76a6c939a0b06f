"""Partner brands and their catalogue: who sells, how often people come, and what is on the shelf at what price."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gcrm.simulate.parameters import Category, LineOfBusiness, World
from gcrm.simulate.words import brand_names, products

# A category's list prices are rungs of a ladder, from 0.08 times its mean amount up, each a quarter above the last.
RUNGS, LOWEST, STEP = 32, 0.08, 1.25
MAKERS = 3
_FADING = 0.8  # a line's n-th brand is visited n^-0.8 times as often as its first


@dataclass(frozen=True)
class Brand:
    """A partner; `rate` is the gamma rate of its visits, in weeks."""

    index: int
    partner_id: str
    name: str
    line: str
    shape: float
    rate: float
    is_first: bool
    business: LineOfBusiness

    @property
    def a_week(self) -> float:
        return self.shape / self.rate


def brands(world: World) -> list[Brand]:
    """The coalition's brands: the lines of business in turn, so that any number holds every line."""
    lines, made = list(world.lines_of_business), list[Brand]()
    for index in range(world.partners.n):
        line, rank = lines[index % len(lines)], index // len(lines)
        business = world.lines_of_business[line]
        rate = business.r / (business.a_week * (rank + 1) ** -_FADING)
        name = brand_names()[line][rank]
        made.append(Brand(index, f"B{index + 1:03d}", name, line, business.r, rate, rank == 0, business))
    return made


def first(brands: list[Brand], line: str) -> Brand:
    """The first brand of a line of business."""
    return next(brand for brand in brands if brand.line == line)


def catalogue(world: World) -> pd.DataFrame:
    """One row per article: article, category, department, name, maker, list_price (in the world's currency)."""
    rows = [
        (article(c, rung, maker), category.name, category.department, *_called(category, rung, maker), price)
        for c, category in enumerate(world.categories)
        for rung, price in enumerate(ladder(category))
        for maker in range(MAKERS)
    ]
    return pd.DataFrame(rows, columns=["article", "category", "department", "name", "maker", "list_price"])


def article(category: int, rung: int, maker: int) -> str:
    """
    >>> article(3, 7, 1)
    '03071'
    """
    return f"{category:02d}{rung:02d}{maker}"


def ladder(category: Category) -> list[float]:
    """List prices of a category, rising."""
    return [float(price) for price in np.round(category.price * LOWEST * STEP ** np.arange(RUNGS), 2)]


def _called(category: Category, rung: int, maker: int) -> tuple[str, str]:
    known = products()
    words, sizes = known.nouns[category.name], known.sizes[category.name]
    by = known.makers[(rung * MAKERS + maker + len(category.name)) % len(known.makers)]
    return f"{by} {words[rung % len(words)]} {sizes[(rung + maker) % len(sizes)]}", by
