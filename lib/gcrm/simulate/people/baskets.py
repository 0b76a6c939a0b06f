"""Basket lines: what was bought on a visit, and what was paid for it."""

from collections.abc import Sequence

import numpy as np
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from scipy.special import gammaln, xlogy

from gcrm.simulate.brands import LOWEST, MAKERS, RUNGS, STEP
from gcrm.simulate.columns import line_of
from gcrm.simulate.draws import at, constant, pick, slots
from gcrm.simulate.parameters import Category, World
from gcrm.simulate.scene import Scene

SLOTS = 256
_COMPLEMENT = 4.0  # times as likely in a basket that its complement opened
_NARROW, _BROAD = 2.5, 0.8  # powers of the categories' weights
OFF_SHELF = 0.2
_FINE = 4096  # slots that hold rare large baskets too
_MOST = 24  # lines beyond the first


def lines(visits: DataFrame, scene: Scene) -> DataFrame:
    """One row per basket line; `line` counts from 1.

    visit, line, member, brand, store_id, day, second, category (position), article, quantity (thousandths of a unit),
    amount and discount (hundredths of the currency). Whole numbers, because rounding doubles to decimals takes longer
    than all the rest.
    """
    world, draws = scene.world, scene.draws
    ids = ("visit", "line")
    each = visits.withColumn("line", F.explode(F.sequence(F.lit(1), n_lines(scene))))
    chosen = each.withColumn("category", _category(scene))
    price, elasticity = (
        constant([getattr(c, name) for c in world.categories], "double") for name in ("price", "elasticity")
    )
    promoted = draws.uniform("promotion", *ids) < _of_type(world, "promotion")
    scale = at(price, F.col("category")) * _of_type(world, "spend")
    engel = F.exp(at(elasticity, F.col("category")) * (F.col("log_income") - world.income.mean_log))
    paid = scale * engel * draws.erlang(world.spend.shape, "amount", *ids) / F.col("spend_rate")
    amount = F.greatest(_whole(100 * paid * F.when(promoted, 1 - OFF_SHELF).otherwise(1.0)), F.lit(1))
    discount = F.when(promoted, _whole(amount * (OFF_SHELF / (1 - OFF_SHELF)))).otherwise(0)
    sold = chosen.withColumns({"amount": amount, "discount": discount, "quantity": _quantity(scene)})
    return sold.select(
        *("visit", "line", "member", "brand", "store_id", "day", "second", "category"),
        _article(scene).alias("article"),
        *("quantity", "amount", "discount"),
    )


def _whole(value: Column) -> Column:
    return F.floor(value + 0.5)


def n_lines(scene: Scene) -> Column:
    """Lines of a `visit` to a `brand`: one, and a Poisson number more."""
    table = [n for of in scene.world.lines_of_business.values() for n in slots(_poisson(of.lines - 1), _FINE)]
    slot = F.floor(scene.draws.uniform("lines", "visit") * _FINE)
    return 1 + at(constant(table), line_of(scene) * _FINE + slot)


def _poisson(mean: float) -> np.ndarray:
    """Probabilities of 0 to `_MOST` - 1: scipy.stats has them too, but takes half a second to import."""
    n = np.arange(_MOST)
    return np.exp(xlogy(n, mean) - gammaln(n + 1) - mean)


def _of_type(world: World, name: str) -> Column:
    return at(constant([getattr(one, name) for one in world.archetypes], "double"), F.col("archetype"))


def _category(scene: Scene) -> Column:
    """The first line's category by the line of business; of the others given the first: complements come with it,
    a substitute never does."""
    draws, world = scene.draws, scene.world
    wide = at(constant([int(one.breadth == "broad") for one in world.archetypes]), F.col("archetype"))
    line = line_of(scene)
    slot = F.floor(draws.uniform("first category", "visit") * SLOTS)
    opens = at(constant(first_categories(world)), (line * 2 + wide) * SLOTS + slot)
    slot = F.floor(draws.uniform("category", "visit", "line") * SLOTS)
    follows = at(constant(next_categories(world)), (opens * 2 + wide) * SLOTS + slot)
    return F.when(F.col("line") == 1, opens).otherwise(follows).cast("int")


def first_categories(world: World) -> list[int]:
    """`SLOTS` categories per line of business and breadth (narrow, broad): what opens a basket."""
    return [
        category
        for line in world.lines_of_business
        for power in (_NARROW, _BROAD)
        for category in slots(_powered(_weights(world, line), power), SLOTS)
    ]


def next_categories(world: World) -> list[int]:
    """`SLOTS` categories per opening category and breadth: what goes with it."""
    return [
        category
        for opening in world.categories
        for power in (_NARROW, _BROAD)
        for category in slots(
            _powered(_weights(world, opening.line), power) * _affinity(opening, world.categories), SLOTS
        )
    ]


def _weights(world: World, line: str) -> np.ndarray:
    return np.array([c.weight if c.line == line else 0.0 for c in world.categories])


def _affinity(opening: Category, categories: Sequence[Category]) -> np.ndarray:
    factors = []
    for other in categories:
        substitutes = other.name == opening.substitute or opening.name == other.substitute
        complements = other.name == opening.complement or opening.name == other.complement
        factors.append(0.0 if substitutes else _COMPLEMENT if complements else 1.0)
    return np.array(factors)


def _powered(weights: np.ndarray, power: float) -> np.ndarray:
    return np.where(weights > 0, weights**power, 0.0)


def _quantity(scene: Scene) -> Column:
    """Units: mostly one; of goods that are weighed or pumped a part or a multiple, in thousandths."""
    weighed = at(constant([int(c.weighed) for c in scene.world.categories]), F.col("category")) == 1
    u = scene.draws.uniform("quantity", "visit", "line")
    return F.when(weighed, (200 + F.floor(1600 * u)).cast("int")).otherwise(
        pick(u, [0.75, 0.18, 0.07], [1000, 2000, 3000])
    )


def _article(scene: Scene) -> Column:
    """The article whose list price is nearest to the shelf price of a unit, of one of its makers."""
    price = at(constant([c.price * LOWEST for c in scene.world.categories], "double"), F.col("category"))
    unit = 10 * (F.col("amount") + F.col("discount")) / F.col("quantity")
    rung = F.least(F.greatest(F.round(F.log(unit / price) / F.log(F.lit(STEP))), F.lit(0)), F.lit(RUNGS - 1)).cast(
        "int"
    )
    maker = F.floor(F.pow(scene.draws.uniform("maker", "visit", "line"), 1.6) * MAKERS).cast("string")
    return F.concat(F.lpad(F.col("category").cast("string"), 2, "0"), F.lpad(rung.cast("string"), 2, "0"), maker)
