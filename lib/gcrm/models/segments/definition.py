"""An analyst's own segmentation as one value: of whom, by what; and who is in which segment by it.

By features, as the standard one; by rules, of which the first that a member meets counts; or by cut points of a
figure.
"""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import pairwise

from pyspark.errors import PySparkException
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.errors import UsageError, unknown
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.members import FIGURES, MEMBER_FEATURES
from gcrm.features.topics import words_of
from gcrm.models.segments import centroids, choices
from gcrm.models.segments import members as scores
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.naming import named
from gcrm.models.segments.settings import Settings

OTHERS = "others"  # who meets no rule
# Figures of marts.member_power that stand beside those of features.members here, with the words that name segments. The
# standard segmentation cannot have them, for power comes after it.
POWER = {
    "power_p50": ("could spend little", "could spend much"),
    "headroom": ("little left to win", "much left to win"),
    "wallet_share": ("spends most elsewhere", "spends most with us"),
}
_KNOWN = (*FIGURES, *POWER)


class OwnSettings(Settings):
    """Those of a definition of one's own, which may cluster power, too."""

    known = _KNOWN


@dataclass(frozen=True)
class Named:
    """`segment`: its name; `when`: a condition over columns of features.members and POWER, as Spark SQL writes it."""

    segment: str
    when: str


@dataclass(frozen=True)
class Cuts:
    """`feature` is cut `at` rising points; a segment holds what is below its upper one. `names`: one more than points,
    the lowest first; without them segments are named by their limits."""

    feature: str
    at: tuple[float, ...]
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.feature not in _KNOWN:
            raise ValueError(unknown("figure", self.feature, _KNOWN))
        if not self.at or any(low >= high for low, high in pairwise(self.at)):
            rising = ", ".join(f"{cut:g}" for cut in sorted(set(self.at))) or "1, 2"
            given = ", ".join(f"{cut:g}" for cut in self.at) or "none"
            raise ValueError(f"cut points must rise; given are {given}, and {rising} works.")
        if self.names and len(self.names) != len(self.at) + 1:
            raise ValueError(
                f"{len(self.at)} cut points make {len(self.at) + 1} segments; {len(self.names)} are named."
            )


@dataclass(frozen=True)
class Definition:
    """`name` of the segmentation; `population`: a condition over features.members and POWER, by default everybody; and
    one of `rules`, `cuts`, or features.

    `log1p`, `asinh`, `linear`: features that are clustered, by transform. `order_by`: segment 1 has its highest centre;
    by default the first of asinh, or else of all.
    `k`: number of segments; without it the best stable one from `k_min` to `k_max`.
    """

    name: str
    population: str = "true"
    rules: tuple[Named, ...] = ()
    cuts: Cuts | None = None
    log1p: tuple[str, ...] = ()
    asinh: tuple[str, ...] = ()
    linear: tuple[str, ...] = ()
    order_by: str = ""
    k: int | None = None
    k_min: int = 2
    k_max: int = 7

    def __post_init__(self) -> None:
        ways = [bool(self.rules), self.cuts is not None, bool(self._features)]
        if sum(ways) != 1:
            raise ValueError("a definition has rules, or cuts, or features (log1p, asinh, linear): one of the three.")
        if self._features:
            _ = self.settings

    @property
    def _features(self) -> tuple[str, ...]:
        return (*self.log1p, *self.asinh, *self.linear)

    @property
    def power(self) -> tuple[str, ...]:
        """Figures of POWER that members are grouped by."""
        used = (*self._features, *([self.cuts.feature] if self.cuts else []))
        return tuple(name for name in used if name in POWER)

    @property
    def settings(self) -> Settings:
        """How its features are clustered; a k that is given is taken as it is, stable or not."""
        given = {name: getattr(self, name) for name in ("log1p", "asinh", "linear", "k_min", "k_max")}
        only = {"k_min": self.k, "k_max": self.k, "min_stability": -1.0, "min_share": 0.0} if self.k else {}
        return OwnSettings(**{**given, "order_by": self.order_by, **only})


def assigned(definition: Definition, members: DataFrame, as_of: date) -> tuple[DataFrame, str]:
    """member_id and `segment` (its name) of the population, and why so many segments.

    `members`: features.members, with POWER where it is known. Raises UsageError for a condition that is none over them.
    """
    population = _filtered(members, definition.population, "population")
    if definition.rules:
        return _by_rules(population, definition), f"{len(definition.rules)} rules, the first that is met counts."
    if definition.cuts:
        return _by_cuts(
            population, definition.cuts
        ), f"{len(definition.cuts.at)} cut points of {definition.cuts.feature}."
    return _by_features(population, definition, as_of)


def _filtered(members: DataFrame, condition: str, what: str) -> DataFrame:
    try:
        return members.filter(condition)
    except PySparkException as error:
        told = str(error).strip().splitlines()[0]
        raise UsageError(f"The {what} '{condition}' is no condition over features.members: {told}") from None


def _by_rules(population: DataFrame, definition: Definition) -> DataFrame:
    for rule in definition.rules:
        _filtered(population, rule.when, f"rule of {rule.segment}")
    whens = [(F.expr(rule.when), rule.segment) for rule in definition.rules]
    first = F.when(whens[0][0], F.lit(whens[0][1]))
    segment = reduce(lambda so_far, rule: so_far.when(rule[0], F.lit(rule[1])), whens[1:], first)
    return population.select("member_id", segment.otherwise(F.lit(OTHERS)).alias("segment"))


def _by_cuts(population: DataFrame, cuts: Cuts) -> DataFrame:
    limits = [f"up to {cuts.at[0]:g}", *(f"{a:g} to {b:g}" for a, b in pairwise(cuts.at)), f"from {cuts.at[-1]:g}"]
    value = F.col(cuts.feature).cast("double")
    at = reduce(Column.__add__, [(value >= cut).cast("int") for cut in cuts.at])
    name = F.get(F.array(*map(F.lit, cuts.names or limits)), at)
    return population.select("member_id", F.coalesce(name, F.lit(OTHERS)).alias("segment"))


def _by_features(population: DataFrame, definition: Definition, as_of: date) -> tuple[DataFrame, str]:
    spark = population.sparkSession
    made = choices.build(population, small(spark, schema(CHOICES)), definition.settings, as_of).persist()
    centres = centroids.centres_of(centroids.build(made).collect())
    names = (
        named(centres, {**words_of(MEMBER_FEATURES), **POWER})
        if len(centres) > 1
        else dict.fromkeys(centres, "all of them")
    )
    reasons = [row["reason"] for row in made.filter("is_chosen").select("reason").collect()]
    called = small(spark, "number int, name string", names.items())
    own = scores.build(population, made).join(F.broadcast(called), F.col("segment") == F.col("number"))
    return own.select("member_id", F.col("name").alias("segment")), " ".join(reasons)
