"""How often each member visits each brand, and until when: rates and lifetimes of a Pareto/NBD, tied by a copula."""

from math import sqrt

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.simulate.draws import at, constant
from gcrm.simulate.quantiles import gamma_at
from gcrm.simulate.scene import Scene

# What the visits need of a member, carried along so that millions of visits need no join.
_CARRIED = (
    *("joined_day", "home", "next_home", "move_day", "band", "born_on"),
    *("archetype", "next_archetype", "log_income", "spend_rate"),
)
# A rate so small that a visit in ten years is one in twenty thousand members.
_NEVER = 1e-7


def repertoires(members: DataFrame, scene: Scene) -> DataFrame:
    """One row per member and brand: `rate` (visits a week while it lasts), `left_day`, and what visits need to know."""
    world, draws, brands = scene.world, scene.draws, scene.brands
    every = members.select("member", *_CARRIED, F.explode(F.sequence(F.lit(0), F.lit(len(brands) - 1))).alias("brand"))
    shape = at(constant([brand.shape for brand in brands], "double"), F.col("brand"))
    weeks = at(constant([1 / brand.rate for brand in brands], "double"), F.col("brand"))
    habit = at(constant([one.rate for one in world.archetypes], "double"), F.col("archetype"))
    hazard = gamma_at(F.lit(world.visits.dropout_shape), draws.normal("hazard", "member", "brand"))
    life = draws.exponential("life", "member", "brand") * world.visits.dropout_rate / hazard
    rated = every.withColumns({"rate": gamma_at(shape, tied(scene)) * weeks * habit, "life": life})
    left = F.col("joined_day") + F.floor(F.least(F.col("life"), F.lit(10000.0)) * 7).cast("int")
    return rated.filter(F.col("rate") > _NEVER).select("member", "brand", "rate", left.alias("left_day"), *_CARRIED)


def tied(scene: Scene) -> Column:
    """A standard normal draw per member and brand: a part that all brands share, parts of affinities, an own part."""
    world, draws = scene.world, scene.draws
    loadings = {brand.index: [sqrt(world.visits.shared)] for brand in scene.brands}
    for affinity in world.visits.affinities:
        root = sqrt(abs(affinity.strength))
        signs = {affinity.of: root, affinity.to: root if affinity.strength > 0 else -root}
        for brand in scene.brands:
            loadings[brand.index].append(signs.get(brand.line, 0.0))
    own = [sqrt(1 - sum(part**2 for part in loadings[brand.index])) for brand in scene.brands]
    factors = ["intensity", *(f"affinity {a.of} {a.to}" for a in world.visits.affinities)]
    parts = [
        at(constant([loadings[b.index][k] for b in scene.brands], "double"), F.col("brand"))
        * draws.normal(name, "member")
        for k, name in enumerate(factors)
    ]
    rest = at(constant(own, "double"), F.col("brand")) * draws.normal("taste", "member", "brand")
    return sum(parts, rest)
