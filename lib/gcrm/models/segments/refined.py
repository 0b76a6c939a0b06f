"""Centres that were found on a sample, moved to where all members' are: a few passes of k-means over all of them."""

from dataclasses import replace
from math import dist

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.exact import exact
from gcrm.models.segments.fit import Fit
from gcrm.models.segments.nearest import nearest
from gcrm.models.segments.scaling import scaled

_STILL = 1e-3  # of a scaled feature's unit: what no member's segment hangs on


def refined(members: DataFrame, fit: Fit, passes: int) -> Fit:
    """The fit after up to `passes` of Lloyd's iterations over all members, each one aggregate of k rows; fewer where
    the centres stand still. A segment that nobody is nearest to keeps its centre."""
    x = [F.col(f"x{i}") for i in range(len(fit.scales))]
    seen = members.select(*(scaled(scale).alias(f"x{i}") for i, scale in enumerate(fit.scales)))
    for _ in range(passes):
        near = nearest(fit.centres, x)["i"].alias("i")
        means = [(F.sum(exact(one)).cast("double") / F.count(F.lit(1))).alias(f"m{j}") for j, one in enumerate(x)]
        rows = seen.select(near, *x).groupBy("i").agg(*means).collect()
        found = {row["i"]: tuple(row[f"m{j}"] for j in range(len(x))) for row in rows}
        centres = tuple(found.get(i, centre) for i, centre in enumerate(fit.centres))
        moved = max(dist(a, b) for a, b in zip(centres, fit.centres, strict=True))
        fit = replace(fit, centres=centres)
        if moved < _STILL:
            break
    return fit
