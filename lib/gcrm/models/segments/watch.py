"""Whether members still are what the segments were fitted on: nothing is refitted in vain."""

from dataclasses import dataclass
from itertools import pairwise

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.models.segments.fit import Fit
from gcrm.models.segments.scaling import scaled
from gcrm.models.segments.settings import Settings
from gcrm.stats import drift
from gcrm.stats.proportions import wilson

SIZES = "sizes of segments"


@dataclass(frozen=True)
class Watched:
    """`moved`: what has the highest population stability index (a feature, or the sizes of segments), which is
    `stability_index`; `alarm`: why the segments must be fitted anew, None where they need not."""

    n: int
    moved: str
    stability_index: float
    unassigned_share: float
    alarm: str | None


def watched(members: DataFrame, fit: Fit, settings: Settings) -> Watched | None:
    """All members against the fit, in one pass; None without members."""
    columns = [scaled(scale) for scale in fit.scales]
    below = [F.count_if(x <= cut) for x, bins in zip(columns, fit.bins, strict=True) for cut in bins.cuts]
    own = F.col("n")
    mine = [F.count_if(own["i"] == i) for i in range(len(fit.centres))]
    outside = F.count_if(F.sqrt(own["d2"]) > fit.at(fit.radii, own["i"]))
    wanted = [F.count(F.lit(1)), outside, *mine, *below]
    scored = members.withColumn("n", fit.nearest())
    row = scored.agg(*(column.alias(str(i)) for i, column in enumerate(wanted))).collect()[0]
    n, far, *rest = (int(value) for value in row)
    if not n:
        return None
    sizes, cumulative = rest[: len(mine)], rest[len(mine) :]
    pairs = {SIZES: (list(fit.sizes), sizes)}
    for scale, bins in zip(fit.scales, fit.bins, strict=True):
        upto, cumulative = [0, *cumulative[: len(bins.cuts)], n], cumulative[len(bins.cuts) :]
        pairs[scale.feature] = (list(bins.counts), [b - a for a, b in pairwise(upto)])
    return judged(n, far, pairs, settings)


def judged(n: int, far: int, pairs: dict[str, tuple[list[int], list[int]]], settings: Settings) -> Watched:
    """`far`: members beyond their segment's radius; `pairs`: members of the fit and of today in the same bins.

    An index that so few members may have by chance rings nothing.
    """
    index = {name: drift.stability_index(then, now) for name, (then, now) in pairs.items()}
    limits = {
        name: max(settings.max_stability_index, drift.by_chance(len(then), sum(then), n))
        for name, (then, _) in pairs.items()
    }
    moved = max(index, key=lambda name: (index[name] / limits[name], name))
    n_fit, share = sum(pairs[SIZES][0]), far / n
    alarm = None
    if index[moved] > limits[moved]:
        alarm = f"{moved} moved: stability index {index[moved]:.2f}, above {limits[moved]:.2f}"
    elif wilson(far, n).low > settings.max_unassigned:
        alarm = f"{share:.1%} of members fit no segment, more than {settings.max_unassigned:.0%}"
    elif n_fit < settings.sample and n >= settings.growth * n_fit:
        alarm = f"there are {n:,} members, and the fit was of {n_fit:,}"
    return Watched(n, moved, index[moved], share, alarm)
