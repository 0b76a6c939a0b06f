"""Every number of segments fitted on the sample, side by side on the cluster, each task with all of the sample."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.frames import small
from gcrm.models.segments.fit import Fit
from gcrm.models.segments.sample import smallest
from gcrm.models.segments.scaling import Scale, scaled
from gcrm.models.segments.settings import Settings
from gcrm.stats import drift, kmeans, mixture
from gcrm.stats.checks import FloatArray
from gcrm.stats.clustering import continued

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = {
    **{"k": "int", "sse": "double", "silhouette": "double", "stability": "double", "smallest_share": "double"},
    **{"centres": "array<array<double>>", "segments": "array<int>", "radii": "array<double>", "sizes": "array<int>"},
    **{"constants": "array<double>", "means": "array<array<double>>", "whites": "array<array<double>>"},
    **{"cuts": "array<array<double>>", "counts": "array<array<int>>", "kept_share": "double"},
}
# Of the mixture: rounds at most, what keeps a component of members who are all alike from being a point, and features
# up to which it knows that two of them go together.
_ROUNDS, _RIDGE, _FULL = 50, 0.01, 12
CANDIDATE = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())


def drawn(members: DataFrame, settings: Settings) -> DataFrame:
    """At most `sample` members with the features that are clustered."""
    return smallest(members, settings.sample).select("drawn", "member_id", *settings.features)


def candidates(
    sample: DataFrame,
    scales: list[Scale],
    ks: list[int],
    settings: Settings,
    standing: Fit | None = None,
    highest: int = 0,
) -> list[Any]:
    """One row per k, in order. Columns as CANDIDATE says; `centres` is null where the sample gives fewer clusters.

    `sample`: as `drawn`. `scales`: one a feature. `standing`: the fit that is in use, whose numbers of segments
    go on; `highest`: the highest that was ever given. `kept_share`: members of the sample whose segment stays.
    """
    vector = F.array(*(scaled(scale) for scale in scales)).alias("x")
    in_order = F.sort_array(F.collect_list(F.struct("drawn", "member_id", vector)))
    points = sample.agg(F.flatten(in_order["x"]).alias("x"))
    numbers = small(sample.sparkSession, "k int", [(k,) for k in ks]).repartitionByRange(len(ks), "k")
    first = [scale.feature for scale in scales].index(settings.leading)
    fitted = _fitter(settings, len(scales), first, standing, highest)
    return numbers.crossJoin(F.broadcast(points)).mapInPandas(fitted, CANDIDATE).orderBy("k").collect()


def _fitter(
    settings: Settings, width: int, first: int, standing: Fit | None, highest: int
) -> Callable[[Iterable["pd.DataFrame"]], Iterator["pd.DataFrame"]]:
    def fitted(frames: Iterable["pd.DataFrame"]) -> Iterator["pd.DataFrame"]:
        # Here, because `gcrm check` imports every model and has no use for pandas.
        import pandas as pd

        for frame in frames:
            made = [
                _candidate(np.reshape(x, (-1, width)), k, first, settings, standing, highest)
                for k, x in frame[["k", "x"]].values
            ]
            yield pd.DataFrame(made, columns=[*_COLUMNS])

    return fitted


def _candidate(
    points: FloatArray, k: int, first: int, settings: Settings, standing: Fit | None, highest: int
) -> tuple[Any, ...]:
    before = np.array(standing.centres) if standing else None
    same_k = before is not None and len(before) == k
    found = kmeans.fit(points, k, range(1, settings.seeds + 1), settings.max_iterations, before if same_k else None)
    if found is None:
        return (k, *[None] * (len(_COLUMNS) - 1))
    centres, segments = numbered(found.centres, first, standing, highest)
    labels = kmeans.nearest(points, centres)
    sizes = np.bincount(labels, minlength=k)
    apart = (
        (
            kmeans.silhouette(points, labels),
            kmeans.stability(points, centres, settings.bootstraps, settings.max_iterations),
        )
        if k > 1
        else (None, None)
    )
    kept = None
    if standing and before is not None:
        was = np.array(standing.segments)[kmeans.nearest(points, before)]
        kept = float((np.array(segments)[labels] == was).mean())
    cuts = [drift.cut_points(column) for column in points.T]
    counts = [drift.counts(column, inner) for column, inner in zip(points.T, cuts, strict=True)]
    spread = (segments, kmeans.radii(points, centres), sizes.tolist(), *_mixture(points, centres), cuts, counts)
    return (k, found.sse, *apart, float(sizes.min() / len(points)), centres.tolist(), *spread, kept)


def _mixture(points: FloatArray, centres: FloatArray) -> tuple[list[float], list[list[float]], list[list[float]]]:
    """Of the mixture that is found from the centres: constants, means, and by rows what gives unit covariance."""
    found = mixture.fit(points, centres, _ROUNDS, ridge=_RIDGE)
    # A member's share in each component is written out as an expression, which must not grow with the square of many.
    full = points.shape[1] <= _FULL
    whites = [mixture.whitening(c if full else np.diag(np.diag(c))) for c in found.covariances]
    constants = [mixture.constant(float(w), white) for w, white in zip(found.weights, whites, strict=True)]
    return constants, found.means.tolist(), [white.ravel().tolist() for white in whites]


def numbered(centres: FloatArray, first: int, standing: Fit | None, highest: int) -> tuple[FloatArray, list[int]]:
    """The centres in the order of their segments' numbers, and these: of the first fit from 1 by falling coordinate
    `first`, of later ones those of the centres that they continue."""
    ordered = np.array(in_order(centres.tolist(), first))
    if standing is None:
        return ordered, [*range(1, len(ordered) + 1)]
    segments = continued(standing.segments, standing.centres, ordered, highest)
    by_number = np.argsort(segments)
    return ordered[by_number], [segments[i] for i in by_number]


def in_order(centres: list[list[float]], first: int) -> list[list[float]]:
    """The centres by falling coordinate `first`, then by the others, so that a segment's number does not flip.

    >>> in_order([[1.0, 5.0], [3.0, 0.0], [1.0, 9.0]], 0)
    [[3.0, 0.0], [1.0, 9.0], [1.0, 5.0]]
    """
    return sorted(centres, key=lambda centre: (centre[first], centre), reverse=True)
