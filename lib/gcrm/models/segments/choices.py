"""One row per number of segments that was tried, with how good it is and all that it takes to score a member by it.

K-means on a bounded sample of members, drawn by a hash of their pseudonym, so the same members give the same segments
whatever the machine. The chosen k has the highest silhouette among those that a bootstrap finds again and whose
smallest segment is large enough. Segments are numbered from 1 by falling centre of `order_by`. They describe what
members do with us; they are no classes of people.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments import scaling
from gcrm.models.segments.scaling import Scale
from gcrm.models.segments.settings import Settings
from gcrm.stats import kmeans
from gcrm.stats.checks import FloatArray
from gcrm.stats.clustering import Score, choose_k

if TYPE_CHECKING:
    import pandas as pd

_FIGURES = ("sse", "silhouette", "stability", "smallest_share")
CANDIDATE = f"k int, {', '.join(f'{name} double' for name in _FIGURES)}, centres array<array<double>>"

CHOICES = Table(
    name="models.segment_choices",
    doc=__doc__,
    key=("k", "as_of"),
    fields=(
        Field("k", "int", "Number of segments"),
        Field("as_of", "date", "Day for which the fit holds"),
        Field("n_sample", "bigint", "Members that it was fitted on", required=True),
        Field("sse", "double", "Sum of squared distances to the own centre, on the scaled features", required=True),
        Field("silhouette", "double", "Mean silhouette, -1 to 1; null for one segment"),
        Field("stability", "double", "Mean adjusted Rand index of bootstrap fits with it; null for one segment"),
        Field("smallest_share", "double", "Share of the sample in the smallest segment", required=True),
        Field("is_chosen", "boolean", "The one that members are scored by", required=True),
        Field("reason", "string", "Why it was chosen; null for the others"),
        Field(
            "parameters",
            "array<struct<feature:string,transform:string,median:double,scale:double,winsor:double,centres:array<double>>>",
            "Per feature: how it is scaled, and where the centre of each segment lies on that scale",
            required=True,
        ),
    ),
    rules=(Rule("smallest_share_is_a_share", "smallest_share BETWEEN 0 AND 1"),),
    checks=(Unique(("k", "as_of")),),
    load=Snapshots(),
)


def build(members: DataFrame, settings: Settings, as_of: date) -> DataFrame:
    """Samples, scales, fits every k, and chooses: one segment where members are too few, no rows without members."""
    spark = members.sparkSession
    sample = drawn(members, settings).persist()
    try:
        n = sample.count()
        scales = scaling.measured(sample, settings.transforms, settings.winsor) if n else []
        rows = _tried(sample, scales, n, settings) if n else []
    finally:
        sample.unpersist()
    made = [(row["k"], as_of, n, *row["figures"], _parameters(scales, row["centres"])) for row in rows]
    return small(spark, schema(CHOICES), made)


def drawn(members: DataFrame, settings: Settings) -> DataFrame:
    """At most `sample` members, those whose hash is smallest."""
    hashed = members.withColumn("drawn", F.xxhash64("member_id"))
    first = _enough(hashed, settings.sample).orderBy("drawn", "member_id").limit(settings.sample)
    return first.select("drawn", "member_id", *settings.features)


def _enough(hashed: DataFrame, sample: int) -> DataFrame:
    """The members below a hash that about twice the sample lies below, or all of them where that gives too few.

    The smallest are among them either way. Without it each partition would send `sample` rows to the one task that puts
    the smallest in order, more of them the more members there are; so it gets twice the sample, however many there are.
    """
    n = hashed.count()
    if n <= 2 * sample:
        return hashed
    likely = hashed.filter(F.col("drawn") <= below(2 * sample / n))
    return likely if likely.count() >= sample else hashed


def below(share: float) -> int:
    """The hash of 64 bits that this share of all hashes lies below.

    >>> below(0.5), below(0.0) == -(2**63), below(1.0) == 2**63 - 1
    (0, True, True)
    """
    return min(int((share - 0.5) * 2**64), 2**63 - 1)


def _tried(sample: DataFrame, scales: list[Scale], n: int, settings: Settings) -> list[dict[str, Any]]:
    ks = [k for k in range(settings.k_min, settings.k_max + 1) if n >= k * settings.min_members]
    fits = [row for row in candidates(sample, scales, [*ks, 1], settings) if row["centres"]]
    scores = [Score(r["k"], r["silhouette"], r["stability"], r["smallest_share"]) for r in fits if r["k"] > 1]
    if not scores:
        wanted = f"{settings.k_min} segments of {settings.min_members} members"
        return [_row(fits[0], 1, f"k = 1: {n} members are too few, or too alike, for {wanted}.")]
    choice = choose_k(scores, settings.min_share, settings.min_stability)
    return [_row(row, choice.k, choice.reason) for row in fits if row["k"] > 1]


def candidates(sample: DataFrame, scales: list[Scale], ks: list[int], settings: Settings) -> list[Any]:
    """One row per k, fitted side by side on the cluster: each task holds the sample, whose size is bounded.

    Columns as CANDIDATE says; `centres` is null where the sample does not give so many clusters.
    """
    vector = F.array(*(scaling.scaled(scale) for scale in scales)).alias("x")
    in_order = F.sort_array(F.collect_list(F.struct("drawn", "member_id", vector)))
    points = sample.agg(F.flatten(in_order["x"]).alias("x"))
    numbers = small(sample.sparkSession, "k int", [(k,) for k in ks]).repartitionByRange(len(ks), "k")
    names = [scale.feature for scale in scales]
    fitted = numbers.crossJoin(F.broadcast(points)).mapInPandas(_fitter(settings, names), CANDIDATE)
    return fitted.orderBy("k").collect()


def _fitter(settings: Settings, features: list[str]) -> Callable[[Iterable["pd.DataFrame"]], Iterator["pd.DataFrame"]]:
    first = features.index(settings.order_by)

    def fitted(frames: Iterable["pd.DataFrame"]) -> Iterator["pd.DataFrame"]:
        # Here, because `gcrm check` imports every model and has no use for pandas.
        import pandas as pd

        for frame in frames:
            made = [
                _candidate(np.reshape(x, (-1, len(features))), k, first, settings) for k, x in frame[["k", "x"]].values
            ]
            yield pd.DataFrame(made, columns=["k", "sse", "silhouette", "stability", "smallest_share", "centres"])

    return fitted


def _candidate(points: FloatArray, k: int, first: int, settings: Settings) -> tuple[Any, ...]:
    found = kmeans.fit(points, k, range(1, settings.seeds + 1), settings.max_iterations)
    if found is None:
        return (k, None, None, None, None, None)
    centres = in_order(found.centres.tolist(), first)
    labels = kmeans.nearest(points, np.array(centres))
    smallest = float(np.bincount(labels, minlength=k).min() / len(points))
    if k == 1:
        return (k, found.sse, None, None, smallest, centres)
    agreed = kmeans.stability(points, np.array(centres), settings.bootstraps, settings.max_iterations)
    return (k, found.sse, kmeans.silhouette(points, labels), agreed, smallest, centres)


def in_order(centres: list[list[float]], first: int) -> list[list[float]]:
    """The centres by falling coordinate `first`, then by the others, so that a segment's number does not flip.

    >>> in_order([[1.0, 5.0], [3.0, 0.0], [1.0, 9.0]], 0)
    [[3.0, 0.0], [1.0, 9.0], [1.0, 5.0]]
    """
    return sorted(centres, key=lambda centre: (centre[first], centre), reverse=True)


def _row(fit: Any, chosen: int, reason: str) -> dict[str, Any]:
    is_chosen = fit["k"] == chosen
    figures = (*(fit[name] for name in _FIGURES), is_chosen, reason if is_chosen else None)
    return {"k": fit["k"], "figures": figures, "centres": fit["centres"]}


def _parameters(scales: list[Scale], centres: list[list[float]]) -> list[tuple[Any, ...]]:
    return [
        (s.feature, s.transform, s.median, s.scale, s.winsor, [centre[i] for centre in centres])
        for i, s in enumerate(scales)
    ]


STEP = Step(output=CHOICES, inputs={"members": MEMBER_FEATURES}, build=build, settings=Settings)
