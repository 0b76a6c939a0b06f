"""Purchasing power of areas against the truth: coverage of intervals, and errors beside those of naive answers.

The truth of an area is the expected log spend of a member who lives there. Given income it is the same everywhere,
so it is a curve that is fitted to all members' spend by their true income (a quadratic, by its normal equations),
averaged over the area's true distribution of income.

The naive answers are what one has without a model: the mean log spend of an area's own members (the coalition's where
there are none), a regression of that on what the census publishes, and the income of the next larger area allotted to
all areas in it. Where members are few the model is to be a quarter better than the best of them, and nowhere worse.
What there is to win at all is told by the best linear predictor, which knows the true coefficients of what is published
and how far areas are apart beyond it, and has the same members. Where areas are not told apart, there is one figure for
all, and no error is held against it.
"""

from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from pyspark.sql import functions as F

from gcrm.core.exact import exact
from gcrm.evaluate.score import Given, Measure, Score, as_they_say
from gcrm.features.areas import AREA_FEATURES
from gcrm.features.category_groups import ALL
from gcrm.features.members import MEMBER_FEATURES
from gcrm.marts.area_power import AREA_POWER
from gcrm.models.purchasing_power.direct_estimates import DIRECT_ESTIMATES
from gcrm.models.purchasing_power.estimates import RENT
from gcrm.stats.checks import FloatArray

COVERED, ENOUGH = 0.7, 100  # at least, of an 80% interval
FEW = 5
BETTER = 0.75  # of the best naive error, at most, where members are few
_INCOME = "log_district_income"  # what the simulated country publishes of income
_Z90, _Z975 = NormalDist().inv_cdf(0.9), NormalDist().inv_cdf(0.975)


def measure(given: Given) -> list[Measure]:
    """Coverage of the 80% interval, and the root mean squared error of log power: ours, members alone, one for all."""
    rows = given.read(AREA_POWER).filter(F.col("category_group") == ALL).toPandas()
    if rows.empty:
        return [Measure.untold("purchasing power", f"{AREA_POWER.name} has no rows")]
    truth = true_log_power(given)
    published = {
        row["area_id"]: {one["name"]: one["value"] for one in row["covariates"]}
        for row in given.read(AREA_FEATURES).select("area_id", "covariates").collect()
    }
    direct = given.read(DIRECT_ESTIMATES).filter(F.col("category_group") == ALL)
    noise = F.coalesce("adjusted_variance", "variance").alias("noise")
    variances = {row["area_id"]: row["noise"] for row in direct.select("area_id", noise).collect()}
    known = rows[rows["area_id"].isin(truth.keys() & published.keys())]
    compared = known.assign(
        **{name: known["area_id"].map(of) for name, of in (("truth", truth), ("published", published))},
        noise=known["area_id"].map(variances).astype(float),
    )
    compared["census"] = compared["published"].map(lambda one: {k: v for k, v in one.items() if k not in RENT})
    found = [*told(scored(compared)), *beside_naive(compared)]
    return found if rows["areas_differ"].any() else [of_one_figure(one) for one in found]


def of_one_figure(measure: Measure) -> Measure:
    """The measure where areas cannot be told apart: one figure for all beats nothing, and says so.

    >>> of_one_figure(Measure("error", "0.30", 0.30, at_most=0.29)).says
    '0.30; areas are not told apart'
    """
    if measure.at_most is None:
        return measure
    return replace(measure, says=f"{measure.says}; areas are not told apart", at_most=None)


@dataclass(frozen=True)
class AreaScore:
    """Coverage (share); errors in log currency over areas with members; correlations with the truth."""

    n: int
    n_direct: int
    n_few: int
    coverage: float
    coverage_few: float
    coverage_wide: float
    ours: float
    direct: float
    mean: float
    correlation: float
    direct_correlation: float


def told(score: AreaScore) -> list[Measure]:
    """The figures with their bounds: a model is to be better than the naive answers."""
    covered = f"{score.coverage:.0%} of {score.n:,} areas lie in their 80% interval{as_they_say(score.coverage, 0.8)}"
    errors = (
        f"{score.ours:.3f}; by an area's own members {score.direct:.3f}; by the coalition's mean {score.mean:.3f}"
        f" (root mean square, {score.n_direct:,} areas with members)"
    )
    correlations = f"{score.correlation:.2f}; of an area's own members {score.direct_correlation:.2f}"
    naive, n = min(score.direct, score.mean), score.n_direct
    few = f"{score.coverage_few:.0%} of {score.n_few:,} areas with fewer than {FEW} members lie in theirs"
    few += as_they_say(score.coverage_few, 0.8)
    wide = f"{score.coverage_wide:.0%} lie in the 95% interval that the same error makes"
    wide += as_they_say(score.coverage_wide, 0.95)
    bounds: dict[str, Any] = {"unit": "share", "enough": ENOUGH}
    return [
        Measure(
            "coverage of few members", few, score.coverage_few, ideal=0.8, at_least=COVERED, n=score.n_few, **bounds
        ),
        Measure("coverage of 95% intervals", wide, score.coverage_wide, ideal=0.95, at_least=0.88, n=score.n, **bounds),
        Measure("coverage of intervals", covered, score.coverage, "share", 0.8, COVERED, n=score.n, enough=ENOUGH),
        Measure("error of log power", errors, score.ours, "log currency", 0.0, at_most=naive, n=n, enough=ENOUGH),
        Measure("correlation with the truth", correlations, score.correlation, "correlation", 1.0, n=n),
    ]


def scored(rows: pd.DataFrame) -> AreaScore:
    """`rows`: truth (log), power_p10, power_p50, power_p90, direct_mean, n_members; one row an area."""
    low, high = np.log(rows["power_p10"]), np.log(rows["power_p90"])
    own = rows[rows["direct_mean"].notna()]
    truth, direct, ours = (
        own["truth"].to_numpy(),
        np.log(own["direct_mean"].to_numpy()),
        np.log(own["power_p50"].to_numpy()),
    )
    middle = np.full(len(own), np.average(direct, weights=own["n_members"]))

    inside = (rows["truth"] >= low) & (rows["truth"] <= high)
    few = rows["n_members"] < FEW
    # On the log scale the interval is even about its middle, so its error can be read from it.
    middle_log, error_log = (low + high) / 2, (high - low) / (2 * _Z90)
    wide = (rows["truth"] - middle_log).abs() <= _Z975 * error_log
    correlations = (float(np.corrcoef(x, truth)[0, 1]) for x in (ours, direct))
    coverages = (float(inside.mean()), float(inside[few].mean()) if few.any() else 0.0, float(wide.mean()))
    errors = (_error(ours, truth), _error(direct, truth), _error(middle, truth))
    return AreaScore(len(rows), len(own), int(few.sum()), *coverages, *errors, *correlations)


def beside_naive(rows: pd.DataFrame) -> list[Measure]:
    """The error in the half of the areas with the fewest members, and in the other, each beside the best naive answer.

    `rows` as those of `scored`, and `census`: figures published of the area, by name, the same names everywhere;
    `published`: all of these, rents too; `noise`: sampling variance of the area's own members, NaN without.
    """
    truth, ours = rows["truth"].to_numpy(dtype=float), np.log(rows["power_p50"].to_numpy(dtype=float))
    answers, n, least = naive(rows), rows["n_members"].to_numpy(), best_linear(rows)
    few = n <= np.median(n)
    made = []
    for name, half, factor in (("few", few, BETTER), ("many", ~few, 1.0)):
        error = {kind: _error(answer[half], truth[half]) for kind, answer in answers.items()}
        mine, best = _error(ours[half], truth[half]), min(error, key=lambda kind: error[kind])
        beside = ", ".join(f"by {kind} {value:.3f}" for kind, value in error.items())
        says = f"{mine:.3f}, {1 - mine / error[best]:.0%} below {best} (root mean square); {beside}"
        known = float(np.sqrt(least[half].mean()))
        says += f"; true coefficients would make it {known:.3f}, {1 - known / error[best]:.0%} below"
        bounds: dict[str, Any] = {"at_most": factor * error[best], "n": int(half.sum()), "enough": ENOUGH}
        made.append(Measure(f"error where members are {name}", says, mine, "log currency", 0.0, **bounds))
    return made


def naive(rows: pd.DataFrame) -> dict[str, FloatArray]:
    """Log power of every area by each of the answers that need no model."""
    own, n = np.log(rows["direct_mean"].to_numpy(dtype=float)), rows["n_members"].to_numpy(dtype=float)
    known = np.isfinite(own)
    mean = float(np.average(own[known], weights=n[known]))
    census = pd.DataFrame(list(rows["census"])).to_numpy(dtype=float)
    x = np.column_stack([np.ones(len(census)), census])
    root = np.sqrt(n[known])
    beta = np.linalg.lstsq(root[:, None] * x[known], root * own[known])[0]
    found = {"own members": np.where(known, own, mean), "a regression on the census": x @ beta}
    if _INCOME in rows["census"].iloc[0]:
        income = np.array([one[_INCOME] for one in rows["census"]], dtype=float)
        found["income of the district"] = mean + income - np.average(income, weights=n)
    return found


def best_linear(rows: pd.DataFrame) -> FloatArray:
    """Mean squared error, in every area, of the best linear predictor with true coefficients: what areas are apart
    beyond what is published, made less by what the area's own members tell of it (Rao and Molina 2015, 5.2)."""
    truth, noise = rows["truth"].to_numpy(dtype=float), rows["noise"].to_numpy(dtype=float)
    x = np.column_stack([np.ones(len(rows)), pd.DataFrame(list(rows["published"])).to_numpy(dtype=float)])
    beta, _, rank, _ = np.linalg.lstsq(x, truth)
    apart = float(np.square(truth - x @ beta).sum()) / max(1, len(rows) - int(rank))
    errors: FloatArray = apart / (1 + np.where(np.isfinite(noise), apart / noise, 0.0))
    return errors


def _error(estimate: FloatArray, truth: FloatArray) -> float:
    return float(np.sqrt(np.mean((estimate - truth) ** 2)))


def true_log_power(given: Given) -> dict[str, float]:
    """Expected log spend of a member by the code of today's area."""
    intercept, slope, bend = _curve(given)
    parts = given.truth.areas()
    mean, sd = parts["mean_relative_log_income"], parts["sd_log_income"]
    return averaged(parts.assign(expected=intercept + slope * mean + bend * (mean**2 + sd**2)))


def averaged(parts: pd.DataFrame) -> dict[str, float]:
    """The mean of `expected` by `area_id`, weighted by `people`: of an area that took several in, by their people."""
    sums = parts.assign(weighted=parts["expected"] * parts["people"]).groupby("area_id")[["weighted", "people"]].sum()
    return {str(code): float(value) for code, value in (sums["weighted"] / sums["people"]).items()}


def _curve(given: Given) -> tuple[float, float, float]:
    """Log spend by log income above the world's mean: coefficients of a quadratic, from nine sums."""
    spent = (
        given.read(MEMBER_FEATURES)
        .filter("amount > 0")
        .select("member_id", F.log(F.col("amount").cast("double")).alias("y"))
    )
    pairs = given.members().select("member_id", F.col("relative_log_income").alias("x")).join(spent, "member_id")
    powers = {f"x{k}": F.pow("x", F.lit(k)) for k in range(5)} | {
        f"y{k}": F.col("y") * F.pow("x", F.lit(k)) for k in range(3)
    }
    sums = pairs.agg(*(F.sum(exact(value)).alias(name) for name, value in powers.items())).first()
    assert sums is not None
    left = np.array([[float(sums[f"x{i + j}"]) for j in range(3)] for i in range(3)])
    a, b, c = np.linalg.solve(left, np.array([float(sums[f"y{k}"]) for k in range(3)]))
    return float(a), float(b), float(c)


SCORE = Score(
    "areas",
    "purchasing power of areas against their true incomes",
    (AREA_POWER, AREA_FEATURES, MEMBER_FEATURES, DIRECT_ESTIMATES),
    measure,
)
