"""Purchasing power of members against the truth: what each may be expected to spend, by all that is true of them."""

from statistics import NormalDist

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.exact import exact
from gcrm.evaluate.score import Given, Measure, Score, as_they_say
from gcrm.marts.member_power import MEMBER_POWER

COVERED, ENOUGH = 0.7, 1000  # at least, of an 80% interval
_WIDER = NormalDist().inv_cdf(0.975) / NormalDist().inv_cdf(0.9)


def measure(given: Given) -> list[Measure]:
    """Coverage of the 80% and 95% intervals, and the error of log power: ours, by the own spend alone, one for all."""
    return compared(given.read(MEMBER_POWER).join(true_log_power(given), "member_id"))


def compared(both: DataFrame) -> list[Measure]:
    """`both`: truth (log), power_p10, power_p50, power_p90, amount; one row a member."""
    low, high = F.log("power_p10"), F.log("power_p90")
    ours, own = F.log("power_p50") - F.col("truth"), F.log(F.col("amount").cast("double")) - F.col("truth")
    sums = both.agg(
        F.count(F.lit(1)).alias("n"),
        F.count_if(F.col("truth").between(low, high)).alias("inside"),
        F.count_if(F.abs(F.col("truth") - (low + high) / 2) <= (high - low) / 2 * _WIDER).alias("wide"),
        *(F.avg(exact(e**2)).cast("double").alias(name) for name, e in (("ours", ours), ("own", own))),
        F.var_pop("truth").alias("spread"),
    ).first()
    if sums is None or not sums["n"]:
        return [Measure.untold("purchasing power", f"{MEMBER_POWER.name} has no rows")]
    n, coverage = sums["n"], sums["inside"] / sums["n"]
    error, own_error, spread = (sums[name] ** 0.5 for name in ("ours", "own", "spread"))
    covered = f"{coverage:.0%} of {n:,} members lie in their 80% interval{as_they_say(coverage, 0.8)}"
    errors = f"{error:.2f}; by the own spend alone {own_error:.2f}; by one for all {spread:.2f} (root mean square)"
    # What is no better than the simplest answers is not worth a model.
    naive = min(own_error, spread)
    wide = sums["wide"] / n
    told = f"{wide:.0%} lie in the 95% interval that the same error makes{as_they_say(wide, 0.95)}"
    return [
        Measure("coverage of 95% intervals", told, wide, "share", 0.95, 0.88, n=n, enough=ENOUGH),
        Measure("coverage of intervals", covered, coverage, "share", 0.8, COVERED, n=n, enough=ENOUGH),
        Measure("error of log power", errors, error, "log currency", 0.0, at_most=naive, n=n, enough=ENOUGH),
    ]


def true_log_power(given: Given) -> DataFrame:
    """member_id and `truth`: log of the spend to be expected of the member in the days simulated."""
    named = given.members().select("member", "member_id").join(given.truth.spends(), "member")
    return named.select("member_id", F.col("log_spend").alias("truth"))


SCORE = Score("members", "purchasing power of members against their expected spend", (MEMBER_POWER,), measure)
