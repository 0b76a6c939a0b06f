"""Purchasing power of areas against the truth: coverage of intervals, and errors beside those of naive answers.

The truth of an area is the expected log spend of a member who lives there. Given income it is the same everywhere,
so it is a curve that is fitted to all members' spend by their true income (a quadratic, by its normal equations),
averaged over the area's true distribution of income.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pyspark.sql import functions as F

from gcrm.core.exact import exact
from gcrm.evaluate.line import Given, Line
from gcrm.evaluate.people import known
from gcrm.features.members import MEMBER_FEATURES
from gcrm.marts.area_power import AREA_POWER
from gcrm.simulate.country import Country
from gcrm.stats.checks import FloatArray


def lines(given: Given) -> list[Line]:
    """Coverage of the 80% interval, and the root mean squared error of log power: ours, members alone, one for all."""
    power = given.table(AREA_POWER)
    rows = power.toPandas() if power is not None else pd.DataFrame()
    if rows.empty:
        return [Line("areas", "purchasing power", "marts.area_power has no rows")]
    truth = true_log_power(given)
    rows = rows[rows["area_id"].isin(truth)].assign(truth=lambda r: r["area_id"].map(truth))
    score = scored(rows)
    return [
        Line("areas", "coverage of intervals", f"{score.coverage:.0%} of {score.n:,} areas lie in their 80% interval"),
        Line(
            "areas",
            "error of log power",
            f"{score.ours:.3f}; by an area's own members {score.direct:.3f}; by the coalition's mean {score.mean:.3f}"
            f" (root mean square, {score.n_direct:,} areas with members)",
        ),
        Line(
            "areas",
            "correlation with the truth",
            f"{score.correlation:.2f}; of an area's own members {score.direct_correlation:.2f}",
        ),
    ]


@dataclass(frozen=True)
class AreaScore:
    """Coverage (share); errors in log currency over areas with members; correlations with the truth."""

    n: int
    n_direct: int
    coverage: float
    ours: float
    direct: float
    mean: float
    correlation: float
    direct_correlation: float


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

    def error(estimate: FloatArray) -> float:
        return float(np.sqrt(np.mean((estimate - truth) ** 2)))

    inside = (rows["truth"] >= low) & (rows["truth"] <= high)
    correlations = (float(np.corrcoef(x, truth)[0, 1]) for x in (ours, direct))
    return AreaScore(
        len(rows), len(own), float(inside.mean()), error(ours), error(direct), error(middle), *correlations
    )


def true_log_power(given: Given) -> dict[str, float]:
    """Expected log spend of a member by the code of today's area."""
    world = given.scene.world
    intercept, slope, bend = _curve(given)
    places = given.scene.country.neighbourhoods
    mean = places["mean_log_income"] + world.members.income_bias - world.income.mean_log
    expected = intercept + slope * mean + bend * (mean**2 + world.income.within_sd**2)
    return dict(_today(given.scene.country, expected, given.end_day >= world.areas.reform_day))


def _curve(given: Given) -> tuple[float, float, float]:
    """Log spend by log income about the world's: coefficients of a quadratic, from nine sums."""
    spent = (
        given.lake.read(MEMBER_FEATURES)
        .filter("amount > 0")
        .select("member_id", F.log(F.col("amount").cast("double")).alias("y"))
    )
    x = (F.col("log_income") - given.scene.world.income.mean_log).alias("x")
    pairs = known(given).select("member_id", x).join(spent, "member_id")
    powers = {f"x{k}": F.pow("x", F.lit(k)) for k in range(5)} | {
        f"y{k}": F.col("y") * F.pow("x", F.lit(k)) for k in range(3)
    }
    sums = pairs.agg(*(F.sum(exact(value)).alias(name) for name, value in powers.items())).first()
    assert sums is not None
    left = np.array([[float(sums[f"x{i + j}"]) for j in range(3)] for i in range(3)])
    a, b, c = np.linalg.solve(left, np.array([float(sums[f"y{k}"]) for k in range(3)]))
    return float(a), float(b), float(c)


def _today(country: Country, expected: pd.Series, reformed: bool) -> dict[str, float]:
    """By today's codes: an area that took several in has the mean of them by their people."""
    if not reformed:
        return dict(zip(country.neighbourhoods["area_id"], expected, strict=True))
    sums: dict[str, tuple[float, float]] = {}
    for (_, place), value in zip(country.neighbourhoods.iterrows(), expected, strict=True):
        for code, part in zip(place["new_area_ids"], place["new_shares"], strict=True):
            total, people = sums.get(code, (0.0, 0.0))
            weight = part * place["population"]
            sums[code] = (total + weight * value, people + weight)
    return {code: total / people for code, (total, people) in sums.items()}
