"""One row per area: the kind of place that it is, in two nested levels, by what is published about it.

The recipe is that of the output area classification (`gcrm.stats.geodemography`). A class is named by the figures that
lie farthest from all areas'. It describes places, not the people in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, References, Rule, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.models.segments.naming import named
from gcrm.silver.area_indicators import AREA_INDICATORS
from gcrm.silver.areas import SILVER_AREAS
from gcrm.stats.checks import FloatArray
from gcrm.stats.geodemography import Classes, Recipe, classes, distinct, prepared

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PERCENT = ("share", "index", "flag")  # units of which 1 is all
_COMPARABLE = (*_PERCENT, "per person", "per 100,000 persons")  # large areas and small have the same of it

AREA_CLASSES = Table(
    name="models.area_classes",
    doc=__doc__,
    key=("area_id",),
    fields=(
        Field("area_id", "string", "Area that is classified"),
        Field("level", "string", "Its level", required=True),
        Field("class_id", "int", "Class, from 1, the largest first", required=True),
        Field("class_name", "string", "What sets it apart; no two classes share one", required=True),
        Field("group_id", "string", "Group inside the class, such as 2a", required=True),
        Field("group_name", "string", "What sets it apart inside its class", required=True),
        Field("distance", "double", "To the class's centre, on figures of 0 to 1", required=True),
        Field("n_known", "int", "Figures of the area that are known, of those clustered", required=True),
        Field("stability", "double", "Adjusted Rand index of bootstrap fits with the classes; null for one class"),
        Field("chosen_because", "string", "Why so many classes", required=True),
    ),
    rules=(Rule("distance_is_not_negative", "distance >= 0"),),
    checks=(Unique(("area_id",)), References("area_id", SILVER_AREAS)),
)


@dataclass(frozen=True)
class Settings:
    """Which areas are classified, by what, and how.

    `level`: of the areas; None: that of which most areas are described. `indicators`: figures that are clustered; none:
    every share, index and rate a head that is known of `coverage` of the areas, but what says the same as another.
    `k_min`, `k_max`: numbers of classes tried; `groups`: groups tried inside a class, at most. `restarts`,
    `bootstraps`, `min_share`, `min_stability`: as of segments.
    """

    level: str | None = None
    indicators: tuple[str, ...] = ()
    coverage: float = 0.9
    k_min: int = 3
    k_max: int = 8
    groups: int = 4
    restarts: int = 10
    bootstraps: int = 10
    min_share: float = 0.01
    min_stability: float = 0.8

    def __post_init__(self) -> None:
        if not 2 <= self.k_min <= self.k_max:
            raise ValueError(f"k_min is {self.k_min} and k_max {self.k_max}; 2 <= k_min <= k_max works.")
        if min(self.groups, self.restarts, self.bootstraps) < 1 or not 0 < self.coverage <= 1:
            raise ValueError("groups, restarts and bootstraps must be 1 or more, and coverage above 0 and at most 1.")

    @property
    def recipe(self) -> Recipe:
        ks = tuple(range(self.k_min, self.k_max + 1))
        how = {name: getattr(self, name) for name in ("restarts", "bootstraps", "min_share", "min_stability")}
        return Recipe(ks, **how)


def build(places: DataFrame, indicators: DataFrame, settings: Settings) -> DataFrame:
    """Areas are as many as a country has, so what is known of them is classified on the driver."""
    figures = indicators.filter(F.col("value").isNotNull() & F.col("unit").isin(*_COMPARABLE))
    asked = figures.filter(F.col("indicator").isin(*settings.indicators)) if settings.indicators else figures
    value = F.when(F.col("unit").isin(*_PERCENT), 100 * F.col("value")).otherwise(F.col("value"))
    latest = asked.groupBy("area_id", "indicator").agg(F.max_by(value, F.col("period")).alias("value"))
    wide = latest.groupBy("area_id").agg(F.map_from_entries(F.collect_list(F.struct("indicator", "value"))).alias("of"))
    known = places.select("area_id", "level").join(wide, "area_id", "left").orderBy("area_id").collect()
    return small(places.sparkSession, schema(AREA_CLASSES), classified([row.asDict() for row in known], settings))


def classified(known: Sequence[dict[str, Any]], settings: Settings) -> list[tuple[Any, ...]]:
    """Rows from area_id, level and `of` (indicator to figure, or None): every area of the level that is described."""
    level = settings.level or _level(known)
    areas = [row for row in known if row["level"] == level and row["of"]]
    names = _indicators(areas, settings)
    if not names:
        return []
    values = np.array([[row["of"].get(name, np.nan) for name in names] for row in areas], dtype=np.float64)
    points = prepared(values)
    kept = distinct(points)
    names, values, points = [names[i] for i in kept], values[:, kept], points[:, kept]
    if not names:
        return []
    top, spread = classes(points, settings.recipe), np.where(points.std(axis=0) > 0, points.std(axis=0), 1.0)
    labels = _named(top, names, points.mean(axis=0), spread)
    inner = {i: _groups(points[top.labels == i], settings) for i in range(len(top.centres))}
    inside = {i: _named(one, names, top.centres[i], spread) for i, one in inner.items()}
    counters = dict.fromkeys(inner, 0)
    rows = []
    for row, point, own, value in zip(areas, points, top.labels.tolist(), values, strict=True):
        group = int(inner[own].labels[counters[own]])
        counters[own] += 1
        distance = float(np.linalg.norm(point - top.centres[own]))
        ids = (own + 1, labels[own], f"{own + 1}{_LETTERS[group]}", inside[own][group])
        known_here = int((~np.isnan(value)).sum())
        rows.append((row["area_id"], level, *ids, distance, known_here, top.stability, top.reason))
    return rows


def _level(known: Sequence[dict[str, Any]]) -> str | None:
    described = [row["level"] for row in known if row["of"]]
    return max(sorted(set(described)), key=described.count, default=None)


def _indicators(areas: Sequence[dict[str, Any]], settings: Settings) -> list[str]:
    every = sorted({name for row in areas for name in row["of"]})
    counts = {name: sum(name in row["of"] for row in areas) for name in every}
    return [name for name in every if counts[name] >= settings.coverage * len(areas)]


def _groups(points: FloatArray, settings: Settings) -> Classes:
    return classes(points, replace(settings.recipe, ks=tuple(range(2, settings.groups + 1)), min_share=0.05))


def _named(found: Classes, names: Sequence[str], middle: FloatArray, spread: FloatArray) -> dict[int, str]:
    """Names by how many standard deviations (of areas) a centre lies from the middle."""
    if len(found.centres) == 1:
        return {0: "all of them"}
    words = {name: (f"low {_said(name)}", f"high {_said(name)}") for name in names}
    away = (found.centres - middle) / spread
    centres = {i: dict(zip(names, row.tolist(), strict=True)) for i, row in enumerate(away, 1)}
    return {i - 1: name for i, name in named(centres, words).items()}


def _said(indicator: str) -> str:
    """
    >>> _said("education_higher_share")
    'education higher'
    """
    for end in ("_share", "_rate", "_index"):
        indicator = indicator.removesuffix(end)
    return indicator.replace("_", " ")


STEP = Step(
    output=AREA_CLASSES,
    inputs={"places": SILVER_AREAS, "indicators": AREA_INDICATORS},
    build=build,
    settings=Settings,
)
