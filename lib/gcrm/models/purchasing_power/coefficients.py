"""The area-level model of log spend (Fay and Herriot 1979): the variance of area effects, and one row per coefficient.

`y_d = x_d'b + u_d + e_d`, u_d of variance A, e_d of the known sampling variance; A by restricted maximum likelihood,
the variance of A as 2 / sum (A + v_d)^-2 (Prasad and Rao 1990). A covariate that the areas cannot carry has no value,
and its note says why. Coefficients describe where members spend more with us; they are not causes.

Before that, whether areas can be told apart at all: their spread against chance, and what covariates foretell of areas
left out (gcrm.stats.told_apart). Where they cannot, the model is one mean: every covariate is left out, and A is what
the data leave open of it. `y_d` is spend at the same habits, unless these follow the covariates
(gcrm.models.purchasing_power.habits).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from pyspark.sql import DataFrame

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Snapshots, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.category_groups import ALL
from gcrm.models.purchasing_power import habits
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES
from gcrm.stats import area_variance, fay_herriot
from gcrm.stats.checks import CollinearCovariatesError, FloatArray
from gcrm.stats.fay_herriot import FayHerriot
from gcrm.stats.gls import require_full_rank
from gcrm.stats.told_apart import told_apart

AREA_VARIANCE = "area_variance"
INTERCEPT = "intercept"
TOLD_APART = "areas_differ"
_TESTS = ("p_areas", "p_covariates", "cross_validated_r2")
_UNUSED = "areas cannot be told apart, so it would order them by chance"

COEFFICIENTS = Table(
    name="models.area_power_coefficients",
    doc=__doc__,
    key=("name", "as_of"),
    fields=(
        Field(
            "name",
            "string",
            f"area_variance (A), intercept, a covariate, {TOLD_APART} (1 or 0), a test behind it;"
            f" {habits.HABITS_DIFFER} (1 or 0), {habits.HABITS_ERROR}",
        ),
        Field("as_of", "date", "Day for which the model holds"),
        Field("position", "int", "Order in the model, 0 for A", required=True),
        Field("value", "double", "Estimate, in log currency per unit of the covariate; null where left out"),
        Field("se", "double", "Standard error; that of A is by its expected information"),
        Field("covariance", "map<string,double>", "With every coefficient, by its name; null for A"),
        Field("n_areas", "bigint", "Areas that the model was fitted on", required=True),
        Field("note", "string", "Why a covariate was left out, or why there is no model"),
    ),
    checks=(Unique(("name", "as_of")),),
    load=Snapshots(),
)


@dataclass(frozen=True)
class Settings:
    """`areas_per_coefficient`: areas with members that every coefficient needs; later covariates are left out first.

    `alpha`: areas are taken to differ where chance alone would spread them as far less often than that.
    """

    areas_per_coefficient: int = 5
    alpha: float = 0.01

    def __post_init__(self) -> None:
        if self.areas_per_coefficient < 1:
            raise ValueError("areas_per_coefficient must be 1 or more.")
        if not 0 < self.alpha < 1:
            raise ValueError(f"alpha is {self.alpha:g}; between 0 and 1 works, such as 0.01.")


def build(direct: DataFrame, areas: DataFrame, settings: Settings, as_of: date) -> DataFrame:
    """Fits on the driver: one row per sampled area. No rows where fewer than two areas have a variance."""
    joined = direct.filter(f"category_group = '{ALL}' AND variance > 0").join(
        areas.select("area_id", "covariates"), "area_id"
    )
    sampled = (
        joined.select(*habits.RAW, *habits.ADJUSTED, "effective_members", "covariates").orderBy("area_id").collect()
    )
    rows = fitted(sampled, settings.areas_per_coefficient, settings.alpha) if len(sampled) > 1 else []
    made = [
        (row["name"], as_of, i, *(row.get(k) for k in ("value", "se", "covariance")), len(sampled), row.get("note"))
        for i, row in enumerate(rows)
    ]
    return small(direct.sparkSession, schema(COEFFICIENTS), made)


def fitted(sampled: list[Any], areas_per_coefficient: int, alpha: float) -> list[dict[str, Any]]:
    """A, the intercept and each covariate as plain rows, and the tests behind them, from rows of direct estimates, raw
    and at the same habits, the effective members behind them, and covariates."""
    columns = zip(*(row["covariates"] for row in sampled), strict=True)
    given = {pairs[0]["name"]: np.array([pair["value"] for pair in pairs], dtype=float) for pairs in columns}
    kept, left_out = carried(given, len(sampled), areas_per_coefficient)
    x = np.column_stack([np.ones(len(sampled)), *(given[name] for name in kept)])
    bought = habits.found(sampled, x, alpha)
    y, v = (habits.column(sampled, name) for name in habits.columns(bought is None or bought.differ))
    found = told_apart(y, x, v, habits.freedom(sampled))
    if not found.differ(alpha):
        kept, left_out = [], {**dict.fromkeys(kept, _UNUSED), **left_out}
        x = x[:, :1]
    said = " ".join([verdict(found.sentence(alpha), left_out), *([bought.note] if bought else ())])
    tests = [
        {"name": TOLD_APART, "value": float(found.differ(alpha)), "note": said},
        *({"name": name, "value": value} for name, value in zip(_TESTS, found.figures, strict=True)),
    ]
    fit = fay_herriot.fit(y, x, v)
    if not fit.converged:
        # Without A there is no model, and nobody is estimated by one.
        return [{"name": AREA_VARIANCE, "note": "no maximum of the likelihood was found"}]
    a = fit.a if found.differ(alpha) else area_variance.expected(y, x, v).a
    se = float(np.sqrt(2 / np.square(1 / (a + v)).sum()))
    head = {"name": AREA_VARIANCE, "value": a, "se": se}
    without = ({"name": name, "note": note} for name, note in left_out.items())
    return [head, *_lines((INTERCEPT, *kept), fit), *without, *tests, *(bought.rows if bought else ())]


def verdict(sentence: str, left_out: Mapping[str, str]) -> str:
    """What was found, and every covariate that is left out, with why: what would bring it in.

    >>> verdict("Areas differ.", {"age": "needs 15 areas with members", "rent": "needs 15 areas with members"})
    'Areas differ. Left out: age, rent (needs 15 areas with members).'
    """
    if not left_out:
        return sentence
    by_reason: dict[str, list[str]] = {}
    for name, reason in left_out.items():
        by_reason.setdefault(reason, []).append(name)
    told = [f"{', '.join(names)} ({why})" for why, names in by_reason.items()]
    return f"{sentence} Left out: {'; '.join(told)}."


def _lines(names: tuple[str, ...], fit: FayHerriot) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "value": float(fit.beta[i]),
            "se": float(np.sqrt(fit.beta_cov[i, i])),
            "covariance": dict(zip(names, map(float, fit.beta_cov[i]), strict=True)),
        }
        for i, name in enumerate(names)
    ]


def carried(given: dict[str, FloatArray], n_areas: int, each: int) -> tuple[list[str], dict[str, str]]:
    """The covariates, in order, that `n_areas` rows can carry beside an intercept; and for each other the reason.

    >>> carried({"a": np.array([1.0, 2.0, 4.0]), "b": np.array([2.0, 2.0, 2.0])}, 3, 1)
    (['a'], {'b': 'depends on those before it, over the areas with members'})
    """
    kept: list[str] = []
    left_out: dict[str, str] = {}
    for name, column in given.items():
        tried = np.column_stack([np.ones(n_areas), *(given[k] for k in kept), column])
        needs = max(each * tried.shape[1], tried.shape[1] + 1)
        if not np.isfinite(column).all():
            left_out[name] = "not known for any area"
        elif not independent(tried):
            left_out[name] = "depends on those before it, over the areas with members"
        elif n_areas < needs:
            left_out[name] = f"needs {needs} areas with members"
        else:
            kept.append(name)
    return kept, left_out


def independent(x: FloatArray) -> bool:
    """Whether no column is determined by those before it."""
    if len(x) < x.shape[1]:
        return False
    try:
        require_full_rank(x)
    except CollinearCovariatesError:
        return False
    return True


STEP = Step(
    output=COEFFICIENTS, inputs={"direct": DIRECT_ESTIMATES, "areas": AREA_FEATURES}, build=build, settings=Settings
)
