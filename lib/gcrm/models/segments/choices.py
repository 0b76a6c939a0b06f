"""One row per number of segments that was tried, with how good it is and all that it takes to score a member by it.

K-means on a bounded sample of members, drawn by a hash of their pseudonym, so the same members give the same segments
whatever the machine. The chosen k has the highest silhouette among those that a bootstrap finds again and whose
smallest segment is large enough; where there is none, all members are one segment, and the reason says so.

A fit stays: a later day looks whether members still are what it was made of, and goes on with it. Only an alarm makes a
new fit, on the same scales, whose segments keep the numbers of those they continue. Segments describe what members do
with us; they are no classes of people.
"""

from datetime import date
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Earlier, Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments import scaling
from gcrm.models.segments.candidates import candidates, drawn
from gcrm.models.segments.fit import MIXTURE, Bins, Fit, of_row, parameters
from gcrm.models.segments.refined import refined
from gcrm.models.segments.settings import Settings
from gcrm.models.segments.watch import Watched, watched
from gcrm.stats.clustering import Score, choose_k

CHOICES = Table(
    name="models.segment_choices",
    doc=__doc__,
    key=("k", "as_of"),
    fields=(
        Field("k", "int", "Number of segments"),
        Field("as_of", "date", "Day for which the fit holds"),
        Field("fitted_on", "date", "Day whose members it was fitted on"),
        Field("n_sample", "bigint", "Members that it was fitted on", required=True),
        Field("sse", "double", "Sum of squared distances to the own centre, on the scaled features", required=True),
        Field("silhouette", "double", "Mean silhouette, -1 to 1; null for one segment"),
        Field("stability", "double", "Mean adjusted Rand index of bootstrap fits with it; null for one segment"),
        Field("smallest_share", "double", "Share of the sample in the smallest segment", required=True),
        Field("is_chosen", "boolean", "The one that members are scored by", required=True),
        Field("reason", "string", "Why it was chosen; null for the others"),
        Field("definition", "string", "What the fit depends on: features, transforms, limits; in short"),
        Field("segments", "array<int>", "Number of the segment of each centre; one that went never comes back"),
        Field("highest_segment", "int", "Highest number that was ever given"),
        Field("radii", "array<double>", "Per centre: distance within which 99.5% of its members lay"),
        Field("sizes", "array<int>", "Per centre: members of the sample"),
        Field(
            "parameters",
            "array<struct<feature:string,transform:string,median:double,scale:double,winsor:double,cuts:array<double>,"
            "counts:array<int>,centres:array<double>>>",
            "Per feature: how it is scaled, how it was spread over the members of the fit (inner limits of bins and "
            "members in each), and where the centre of each segment lies on that scale",
            required=True,
        ),
        Field(
            "mixture",
            "struct<constants:array<double>,means:array<array<double>>,whites:array<array<double>>>",
            "Gaussian mixture found from the centres: per centre the log of its height, its mean, and by rows the "
            "matrix that gives unit covariance",
        ),
        Field("why", "string", "Why it was fitted on that day, or why it stays"),
        Field("moved", "string", "What moved most since the fit before: a feature, or the sizes of segments"),
        Field("stability_index", "double", "Population stability index of that; null where there was no fit before"),
        Field("unassigned_share", "double", "Members beyond the 99.5th percentile of the fit before"),
        Field("kept_share", "double", "Members of the sample whose segment the new fit leaves; null where none was"),
    ),
    rules=(Rule("smallest_share_is_a_share", "smallest_share BETWEEN 0 AND 1"),),
    checks=(Unique(("k", "as_of")),),
    load=Snapshots(),
)
Row = dict[str, Any]
FIRST = "the first fit"


def build(members: DataFrame, earlier: DataFrame, settings: Settings, as_of: date) -> DataFrame:
    """Goes on with the last fit, or samples, scales, fits every k, and chooses; no rows without members."""
    before = _latest(earlier)
    mine = [row for row in before if row["definition"] == settings.definition]
    chosen = next((row for row in mine if row["is_chosen"]), None)
    seen = watched(members, of_row(chosen), settings) if chosen else None
    alarm = _alarm(chosen, seen) if chosen and seen else None
    if chosen and seen is None:
        rows = []
    elif chosen and alarm:
        rows = _refitted(members, mine, chosen, alarm, settings, as_of)
    elif chosen:
        rows = [row | {"why": f"stays as fitted on {row['fitted_on']}"} for row in mine]
    else:
        why = f"another definition than that of {before[0]['as_of']}" if before else FIRST
        highest = max((row["highest_segment"] or row["k"] for row in before), default=0)
        rows = _fitted(members, why, settings, as_of, None, highest)
    told = (
        {} if seen is None else {name: getattr(seen, name) for name in ("moved", "stability_index", "unassigned_share")}
    )
    made = [{**row, **told, "as_of": as_of} for row in rows]
    return small(members.sparkSession, schema(CHOICES), [[row.get(name) for name in CHOICES.columns] for row in made])


def _latest(earlier: DataFrame) -> list[Row]:
    """The rows of the last day before."""
    days = earlier.groupBy("as_of").agg(F.collect_list(F.struct(*CHOICES.columns)).alias("rows"))
    found = days.orderBy(F.desc("as_of")).limit(1).collect()
    rows = [row.asDict(recursive=True) for row in found[0]["rows"]] if found else []
    return sorted(rows, key=lambda row: int(row["k"]))


def _alarm(chosen: Row, seen: Watched) -> str | None:
    return seen.alarm or ("there were no stable segments yet" if chosen["k"] == 1 else None)


def _refitted(members: DataFrame, mine: list[Row], chosen: Row, why: str, settings: Settings, as_of: date) -> list[Row]:
    standing = of_row(chosen)
    fits = _fitted(members, why, settings, as_of, standing, chosen["highest_segment"])
    lost = chosen["k"] > 1 and next(row for row in fits if row["is_chosen"])["k"] == 1
    if not lost:
        return fits
    stays = f"{why}; but members give no stable segments now, so those of {chosen['fitted_on']} stay"
    return [row | {"why": stays} for row in mine]


def _fitted(
    members: DataFrame, why: str, settings: Settings, as_of: date, standing: Fit | None, highest: int
) -> list[Row]:
    sample = drawn(members, settings).persist()
    try:
        n = sample.count()
        if not n:
            return []
        scales = list(standing.scales) if standing else scaling.measured(sample, settings.transforms, settings.winsor)
        ks = [k for k in range(settings.k_min, settings.k_max + 1) if n >= k * settings.min_members]
        found = candidates(sample, scales, [1, *ks], settings, standing, highest)
    finally:
        sample.unpersist()
    fits = [row.asDict(recursive=True) for row in found if row["centres"]]
    k, reason = _choice(fits, n, settings, len(standing.centres) if standing else None)
    if n == settings.sample and k > 1:
        fits = [_of_all(row, scales, members, settings) if row["k"] == k else row for row in fits]
    shown = [row for row in fits if row["k"] > 1 or k == 1]
    common = {"fitted_on": as_of, "n_sample": n, "definition": settings.definition, "why": why}
    return [
        {**row, **common, "highest_segment": max(highest, *row["segments"]),
         "parameters": parameters(_fit(row, scales)), "mixture": {name: row[name] for name in MIXTURE},
         "is_chosen": row["k"] == k, "reason": reason if row["k"] == k else None}
        for row in shown
    ]  # fmt: skip


def _choice(fits: list[Row], n: int, settings: Settings, standing: int | None) -> tuple[int, str]:
    scores = [Score(r["k"], r["silhouette"], r["stability"], r["smallest_share"]) for r in fits if r["k"] > 1]
    if not scores:
        wanted = f"{settings.k_min} segments of {settings.min_members} members"
        return 1, f"k = 1: {n} members are too few, or too alike, for {wanted}."
    choice = choose_k(scores, settings.min_share, settings.min_stability, standing)
    return choice.k, choice.reason


def _of_all(row: Row, scales: list[scaling.Scale], members: DataFrame, settings: Settings) -> Row:
    """The chosen candidate with centres of all members, where the sample is but a part of them."""
    moved = refined(members, _fit(row, scales), settings.passes)
    return row | {"centres": [list(centre) for centre in moved.centres]}


def _fit(row: Row, scales: list[scaling.Scale]) -> Fit:
    bins = tuple(Bins(tuple(c), tuple(n)) for c, n in zip(row["cuts"], row["counts"], strict=True))
    centres = tuple(map(tuple, row["centres"]))
    return Fit(tuple(scales), centres, tuple(row["segments"]), tuple(row["radii"]), tuple(row["sizes"]), bins)


STEP = Step(
    output=CHOICES,
    inputs={"members": MEMBER_FEATURES, "earlier": Earlier(CHOICES)},
    build=build,
    settings=Settings,
)
