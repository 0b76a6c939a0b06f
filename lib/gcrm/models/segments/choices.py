"""One row per number of segments that was tried, with how good it is and all that it takes to score a member by it.

K-means on a bounded sample of members, drawn by a hash of their pseudonym, so the same members give the same segments
whatever the machine. The chosen k has the highest silhouette among those that a bootstrap finds again and whose
smallest segment is large enough. Segments are numbered from 1 by falling centre of `order_by`. They describe what
members do with us; they are no classes of people.
"""

from datetime import date
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.lakehouse import schema
from gcrm.core.step import Step
from gcrm.core.table import Field, Replace, Rule, Table, Unique
from gcrm.features.members import MEMBERS
from gcrm.models.segments import kmeans, scaling, stability
from gcrm.models.segments.kmeans import Centres, Fit
from gcrm.models.segments.scaling import Scale
from gcrm.models.segments.settings import Settings
from gcrm.stats.clustering import Score, choose_k

CHOICES = Table(
    name="models.segment_choices",
    doc=__doc__,
    key=("k",),
    fields=(
        Field("k", "int", "Number of segments"),
        Field("as_of", "date", "Day for which the fit holds", required=True),
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
    checks=(Unique(("k",)),),
    load=Replace(),
)


def build(members: DataFrame, settings: Settings, as_of: date) -> DataFrame:
    """Samples, scales, fits every k, and chooses: one segment where members are too few, no rows without members."""
    spark = members.sparkSession
    sample = drawn(members, settings).persist()
    try:
        n = sample.count()
        scales = scaling.measured(sample, settings.transforms, settings.winsor) if n else []
        columns = [f"z_{scale.feature}" for scale in scales]
        scaled = [scaling.scaled(scale).alias(name) for scale, name in zip(scales, columns, strict=True)]
        rows = _tried(sample.select("member_id", *scaled), columns, n, settings) if n else []
    finally:
        sample.unpersist()
    made = [(row["k"], as_of, n, *row["figures"], _parameters(scales, row["centres"])) for row in rows]
    return spark.createDataFrame(made, schema(CHOICES))


def drawn(members: DataFrame, settings: Settings) -> DataFrame:
    """At most `sample` members, those whose hash is smallest, in one partition and in that order."""
    first = members.orderBy(F.xxhash64("member_id"), "member_id").limit(settings.sample)
    return first.select("member_id", *settings.features).coalesce(1)


def _tried(scaled: DataFrame, columns: list[str], n: int, settings: Settings) -> list[dict[str, Any]]:
    points = kmeans.vectors(scaled, columns).persist()
    try:
        ks = [k for k in range(settings.k_min, settings.k_max + 1) if n >= k * settings.min_members]
        fits = {k: fit for k in ks if len((fit := _fit(points, k, settings)).centres) == k}
        if not fits:
            return [_only(points, n, settings)]
        first = columns.index(f"z_{settings.order_by}")
        ordered = {k: in_order(fit.centres, first) for k, fit in fits.items()}
        rounds, iterations = settings.bootstraps, settings.max_iterations
        found = stability.agreement(points, "member_id", columns, ordered, rounds, iterations)
        scores = [
            Score(k, kmeans.silhouette(points, centres, columns), found[k].stability, found[k].smallest / n)
            for k, centres in ordered.items()
        ]
    finally:
        points.unpersist()
    choice = choose_k(scores, settings.min_share, settings.min_stability)
    return [_row(score, fits[score.k].sse, ordered[score.k], choice.k, choice.reason) for score in scores]


def _fit(points: DataFrame, k: int, settings: Settings) -> Fit:
    return kmeans.fit(points, k, range(1, settings.seeds + 1), settings.max_iterations)


def in_order(centres: Centres, first: int) -> Centres:
    """The centres by falling coordinate `first`, then by the others, so that a segment's number does not flip.

    >>> in_order(((1.0, 5.0), (3.0, 0.0), (1.0, 9.0)), 0)
    ((3.0, 0.0), (1.0, 9.0), (1.0, 5.0))
    """
    return tuple(sorted(centres, key=lambda centre: (centre[first], centre), reverse=True))


def _row(score: Score, sse: float, centres: Centres, chosen: int, reason: str) -> dict[str, Any]:
    is_chosen = score.k == chosen
    figures = (sse, score.silhouette, score.stability, score.smallest_share, is_chosen, reason if is_chosen else None)
    return {"k": score.k, "figures": figures, "centres": centres}


def _only(points: DataFrame, n: int, settings: Settings) -> dict[str, Any]:
    fit = kmeans.fit(points, 1, [1], settings.max_iterations)
    wanted = f"{settings.k_min} segments of {settings.min_members} members"
    reason = f"k = 1: {n} members are too few, or too alike, for {wanted}."
    return {"k": 1, "figures": (fit.sse, None, None, 1.0, True, reason), "centres": fit.centres}


def _parameters(scales: list[Scale], centres: Centres) -> list[tuple[Any, ...]]:
    return [
        (s.feature, s.transform, s.median, s.scale, s.winsor, [centre[i] for centre in centres])
        for i, s in enumerate(scales)
    ]


STEP = Step(output=CHOICES, inputs={"members": MEMBERS}, build=build, settings=Settings)
