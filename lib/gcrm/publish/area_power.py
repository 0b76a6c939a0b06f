"""Purchasing power of areas as anyone may see it: one row per area; where an area is withheld, the model alone.

All figures are worked out of what the gate shows of areas: the class of the count of members, and the mean of their log
spend, in the digits that its error carries. The model is fitted anew on that and on what is published of areas. The
count is taken to be the one to be expected in its class where so many people live: the least of the class would take
all that areas are apart for noise, and leave members no weight. What rounding may have moved the mean by counts as
noise. So nothing here tells more than those two, and a withheld area, which gives nothing to the model, looks like an
area without members: few cannot be told from none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Noted, Step
from gcrm.core.contracts.table import Rule
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features import nesting
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.category_groups import ALL, CATEGORY_GROUPS
from gcrm.marts import area_power
from gcrm.models.purchasing_power import coefficients, estimates
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES
from gcrm.models.purchasing_power.member_variances import MEMBER_VARIANCES
from gcrm.models.purchasing_power.solving import ALONE
from gcrm.ops.releases import RELEASES
from gcrm.publish import gate
from gcrm.publish.classes import bounds
from gcrm.publish.digits import PER_STEP, step, to_step
from gcrm.publish.gate import WITHHELD, Released
from gcrm.publish.published import published
from gcrm.publish.release import cells, release
from gcrm.silver.areas import SILVER_AREAS
from gcrm.stats import counts, variance

_POWER = ("power_mean", "power_p10", "power_p50", "power_p90")
_SPREAD = ("n_people", "per_head", "total", "total_p10", "total_p90")
_EVIDENCE = ("weight_of_members", "census_share", "real_estate_share", "neighbours_share")
_TOLD = ("is_extrapolation", "areas_differ", "verdict", "method")
_LEVELS = 3  # above an area, of which one may have been published once

PUBLISHED_AREA_POWER = published(
    area_power.AREA_POWER,
    doc=__doc__,
    drop=tuple(f"model_{name}" for name in _POWER),
    made=("direct_mean", *_POWER, *_SPREAD, *_EVIDENCE, "index"),
    withheld=("direct_mean",),
    optional=("direct_mean", *_POWER, *_SPREAD, *_EVIDENCE, *_TOLD),
    rules=(
        Rule("withheld_weighs_nothing", f"NOT {WITHHELD} OR coalesce(weight_of_members, 0) = 0", "The model alone"),
    ),
)


@dataclass(frozen=True)
class Settings:
    """`areas_per_coefficient` and `design_effect`: as of models.area_power_coefficients and of
    models.area_direct_estimates; the model of what is published is fitted with them."""

    areas_per_coefficient: int = 5
    design_effect: float = 1.0
    privacy: gate.Settings = field(default_factory=gate.Settings)


def build(
    direct: DataFrame,
    areas: DataFrame,
    places: DataFrame,
    groups: DataFrame,
    variances: DataFrame,
    before: DataFrame,
    settings: Settings,
    as_of: date,
) -> Noted:
    """What the gate shows of areas; the model fitted on it; every area by that model, in as many digits as it has."""
    every = areas.select("area_id").join(
        direct.filter(F.col("category_group") == ALL).select("area_id", "cell"), "area_id", "left"
    )
    nested = every.join(above(places), "area_id", "left")
    made = release(
        cells(nested, ("area_id",), within="within"), PUBLISHED_AREA_POWER.name, before, settings.privacy, "mean"
    )
    shown = {key: one for key, one in made.shown.items() if one.value is not None}
    counted = areas.select("area_id", F.col("n_people").alias("people")).collect()
    usual = usual_counts(made.shown, {row["area_id"]: row["people"] for row in counted}, settings.privacy.min_members)
    ours = small(areas.sparkSession, schema(DIRECT_ESTIMATES), _direct(shown, usual, settings.design_effect, as_of))
    model = coefficients.build(ours, areas, coefficients.Settings(settings.areas_per_coefficient), as_of)
    # Without neighbours, whose members would make one withheld area unlike another.
    levels = estimates.build(ours, areas, places, groups, model, estimates.Settings(ALONE), as_of)
    # How far members are apart is of all of them, the withheld too: one digit, which none of these can move.
    apart = variances.withColumn("value", F.round("value", 1))
    made_of = area_power.build(levels, areas, places, apart).filter(F.col("category_group") == ALL)
    power = made_of.drop("n_members", "category_group")
    # Where there is no model, an area has its name alone.
    named = areas.select("area_id", F.lit(ALL).alias("category_group"), F.lit(as_of).alias("as_of")).join(
        places.select("area_id", "level", "name", "region_code", "parent_area_id"), "area_id"
    )
    figures = power.select("area_id", *(name for name in power.columns if name not in named.columns))
    rows = made.put(named.join(figures, "area_id", "left"), ("area_id",), "n_members")
    return made.noted(rows.withColumns(_in_digits()).select(*PUBLISHED_AREA_POWER.columns))


def above(places: DataFrame) -> DataFrame:
    """`area_id` of every area, and `within`: the areas that it lies in, the nearest first."""
    found = nesting.around(places, _LEVELS + 1)
    return found.select("area_id", F.slice("around", 2, _LEVELS).alias("within"))


def usual_counts(
    shown: Mapping[str, Released], people: Mapping[str, float | None], least: int = gate.LEAST
) -> dict[str, float]:
    """The count of members to be expected of each area that is shown, by its class and by how many people live there:
    of a sum over `shown`, all areas with members, and `people`; where these are not counted the least of the class."""
    keys = sorted(key for key in shown if (people.get(key) or 0) > 0)
    classes = [(1, least - 1) if shown[key].n is None else bounds(int(shown[key].n or 0)) for key in keys]
    low, high = np.array(classes, dtype=float).reshape(-1, 2).T
    usual = counts.harmonic(low, high, np.array([people[key] for key in keys], dtype=float))
    told = dict(zip(keys, map(float, usual), strict=True))
    return {key: told.get(key, float(one.n)) for key, one in shown.items() if one.n is not None}


def _direct(
    shown: Mapping[str, Released], usual: Mapping[str, float], design_effect: float, as_of: date
) -> list[tuple[object, ...]]:
    """Rows of DIRECT_ESTIMATES of the areas that are shown: nothing of the private ones is in them."""
    ordered = sorted(shown.items())
    n = np.array([usual[key] for key, _ in ordered])
    own = np.array([one.spread for _, one in ordered], dtype=float) / n
    # A figure lies anywhere within half a step of what is shown of it.
    moved = np.array([step(one.error) if one.error else 0.0 for _, one in ordered]) ** 2 / 12
    smooth = variance.smooth(own, n) * design_effect + moved
    without = (None, None, None)  # adjusted to the same habits, its variance, and a cell
    return [
        (key, ALL, as_of, one.n, float(m), one.value, float(v), float(s) if np.isfinite(s) else None, *without)
        for (key, one), m, v, s in zip(ordered, n, own, smooth, strict=True)
    ]


def _in_digits() -> dict[str, Column]:
    """Every figure in the digits that its interval carries."""
    width = (F.col("power_p90") - F.col("power_p10")) / PER_STEP
    relative = width / F.col("power_p50")
    return {
        **{name: to_step(F.col(name), width) for name in _POWER},
        **{name: to_step(F.col(name), relative * F.col(name)) for name in _SPREAD[1:]},
        "index": to_step(F.col("index"), relative * F.col("index")),
        "direct_mean": to_step(F.col("direct_mean"), relative * F.col("direct_mean")),
        **{name: F.round(name, 2) for name in _EVIDENCE},
    }


STEP = Step(
    output=PUBLISHED_AREA_POWER,
    inputs={
        "direct": DIRECT_ESTIMATES,
        "areas": AREA_FEATURES,
        "places": SILVER_AREAS,
        "groups": CATEGORY_GROUPS,
        "variances": MEMBER_VARIANCES,
    },
    build=build,
    settings=Settings,
    ledger=RELEASES,
)
