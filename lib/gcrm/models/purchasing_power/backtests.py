"""What was kept back and foretold: one row per model and kind of data, with how often intervals held and how far off.

Of areas every fifth with members is kept back, and its direct estimate foretold by the others: the interval holds the
estimate if the model is right about how far areas are apart, and about sampling. Of regions every fifth is kept back
whole, so that no neighbour and no region tells of its areas: what is known where a coalition has nobody yet.
`naive_error` is that of one mean.
"""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyspark.sql import DataFrame, Row

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.areas import AREA_FEATURES
from gcrm.models.purchasing_power import solving
from gcrm.models.purchasing_power.coefficients import AREA_VARIANCE, COEFFICIENTS, TOLD_APART
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES
from gcrm.models.purchasing_power.estimates import arrays_of, gathered, read
from gcrm.silver.areas import SILVER_AREAS
from gcrm.stats import area_variance
from gcrm.stats.checks import FloatArray
from gcrm.stats.proportions import Z95
from gcrm.stats.transform import Z90

AREAS_KEPT_BACK, REGIONS_KEPT_BACK = "areas kept back", "whole regions kept back"
_FOLDS = 5
_ENOUGH = 20  # areas with members that it takes

BACKTESTS = Table(
    name="models.backtests",
    doc=__doc__,
    key=("model", "data", "as_of"),
    fields=(
        Field("model", "string", "Model that foretold"),
        Field("data", "string", "What was kept back"),
        Field("as_of", "date", "Day for which it holds"),
        Field("horizon_days", "int", "Days ahead that were foretold; 0 for other areas of the same day", required=True),
        Field("n", "bigint", "Figures that were foretold", required=True),
        Field("coverage_80", "double", "Share of them in the 80% interval", required=True),
        Field("coverage_95", "double", "Share of them in the 95% interval", required=True),
        Field("error", "double", "Root mean squared error", required=True, unit="log currency"),
        Field("naive_error", "double", "That of the mean of all that was not kept back", required=True),
    ),
    rules=(Rule("coverage_is_a_share", "coverage_80 BETWEEN 0 AND 1 AND coverage_95 BETWEEN coverage_80 AND 1"),),
    checks=(Unique(("model", "data", "as_of")),),
    load=Snapshots(),
)


def build(direct: DataFrame, areas: DataFrame, places: DataFrame, coefficients: DataFrame, as_of: date) -> DataFrame:
    """Two more solves on the driver; no rows where too few areas have members."""
    rows = {row["name"]: row for row in coefficients.filter("value IS NOT NULL").orderBy("position").collect()}
    every = gathered(direct, areas, places) if AREA_VARIANCE in rows else []
    made = [("area_power", data, as_of, 0, *told) for data, told in foretold(every, rows).items()]
    return small(direct.sparkSession, schema(BACKTESTS), made)


def foretold(every: list[Row], rows: dict[str, Row]) -> dict[str, tuple[Any, ...]]:
    """n, coverages, error and that of one mean, of each kind of data of which there is enough to keep some back."""
    names = [name for name, row in rows.items() if row["covariance"] is not None]
    if not every:
        return {}
    whole = arrays_of(every, names, read(rows))
    seen = np.flatnonzero(whole.sampled)
    if len(seen) < _ENOUGH:
        return {}
    differ = TOLD_APART not in rows or rows[TOLD_APART]["value"] > 0
    found = {AREAS_KEPT_BACK: kept_back(whole, seen[::_FOLDS], differ, solving.AVERAGED)}
    regions = np.array([row["region_code"] or "" for row in every])
    named = np.unique(regions[seen][regions[seen] != ""])
    if len(named) >= _FOLDS:
        away = seen[np.isin(regions[seen], named[::_FOLDS])]
        # Neighbours across a border would be the only ones, and solving for them takes long.
        found[REGIONS_KEPT_BACK] = kept_back(whole, away, differ, solving.ALONE)
    return found


def kept_back(whole: solving.Areas, out: NDArray[np.intp], differ: bool, method: str) -> tuple[Any, ...]:
    """n, coverages, error and that of one mean, of the areas `out`, foretold by the others by the solver's `method`;
    `differ`: whether areas can be told apart."""
    y, v = whole.y.copy(), whole.v.copy()
    y[out] = np.nan
    v[out] = np.nan
    given = solving.Areas(whole.x, y, v, whole.longitude, whole.latitude)
    mean, error, spread = _common(y[given.sampled], v[given.sampled])
    found = solving.levels(given, method) if differ else solving.one_for_all(given, mean, error, spread)
    apart: FloatArray = np.abs(whole.y[out] - found.theta[out]) / np.sqrt(found.mse[out] + whole.v[out])
    off, naive = whole.y[out] - found.theta[out], whole.y[out] - mean
    coverages = (float((apart <= z).mean()) for z in (Z90, Z95))
    return len(out), *coverages, *(float(np.sqrt(np.mean(np.square(one)))) for one in (off, naive))


def _common(y: FloatArray, v: FloatArray) -> tuple[float, float, float]:
    """The mean by precision, its variance, and how far areas may be apart."""
    ones = np.ones((len(y), 1))
    a = area_variance.expected(y, ones, v).a
    w = 1 / (v + a)
    return float(w @ y / w.sum()), float(1 / w.sum()), a


STEP = Step(
    output=BACKTESTS,
    inputs={"direct": DIRECT_ESTIMATES, "areas": AREA_FEATURES, "places": SILVER_AREAS, "coefficients": COEFFICIENTS},
    build=build,
)
