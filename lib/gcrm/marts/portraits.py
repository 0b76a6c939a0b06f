"""One row per segment and feature: the segment's mean beside that of all members, and an index that is 100 where they
are equal. A segment is named by the clustered features in which it stands out most; the name describes behaviour with
us, never what a person is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import log
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.core.exact import exact
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.members import FIGURES, MEMBER_FEATURES
from gcrm.features.topics import figures
from gcrm.models.segments import JOB
from gcrm.models.segments.centroids import CENTROIDS
from gcrm.models.segments.members import SEGMENT_MEMBERS

PORTRAITS = Table(
    name="marts.portraits",
    doc=__doc__,
    key=("segment", "feature", "as_of"),
    fields=(
        Field("segment", "int", "Number of the segment"),
        Field("segment_name", "string", "What sets it apart, in words; no two segments share one", required=True),
        Field("n_members", "bigint", "Members in the segment", required=True, unit="members"),
        Field("share", "double", "Of all members in segments", required=True),
        Field("feature", "string", "Column of features.members"),
        Field("value", "double", "Mean over the segment's members of whom it is known; null where of none"),
        Field("base", "double", "Mean over all members of whom it is known", required=True),
        Field("index", "double", "100 * value / base; null where base is 0"),
        Field("as_of", "date", "Day for which the portrait holds"),
    ),
    rules=(Rule("share_is_a_share", "share BETWEEN 0 AND 1"),),
    checks=(Unique(("segment", "feature", "as_of")),),
    load=Snapshots(),
)


def _english() -> dict[str, tuple[str, ...]]:
    return {figure.name: figure.words for figure in figures(MEMBER_FEATURES) if figure.words}


@dataclass(frozen=True)
class Settings:
    """`words`: feature to its low and its high word, by default its topic's. `most`: features in a segment's name.

    `least`: a feature is named where its index is above 100 * least or below 100 / least.
    """

    words: Mapping[str, tuple[str, ...]] = field(default_factory=_english)
    most: int = 2
    least: float = 1.15

    def __post_init__(self) -> None:
        broken = [name for name, pair in self.words.items() if len(pair) != 2]
        if broken:
            raise ValueError(f"words of {', '.join(broken)} must be two: one for low, one for high.")
        if self.least <= 1 or self.most < 1:
            raise ValueError("least must be above 1, and most 1 or more.")


def build(members: DataFrame, segments: DataFrame, centroids: DataFrame, settings: Settings, as_of: date) -> DataFrame:
    """Counts and sums per segment in one pass; one row per segment is then compared with all of them."""
    joined = members.join(segments.select("member_id", "segment"), "member_id")
    sums = [
        column.alias(f"{kind}_{name}")
        for name in FIGURES
        for kind, column in (("n", F.count(name)), ("sum", F.sum(exact(F.col(name))).cast("double")))
    ]
    rows = joined.groupBy("segment").agg(F.count(F.lit(1)).alias("n_members"), *sums).orderBy("segment").collect()
    clustered = [row["feature"] for row in centroids.filter("segment = 1").orderBy("position").collect()]
    found = compared(rows, clustered, settings)
    return small(members.sparkSession, schema(PORTRAITS), [(*row, as_of) for row in found])


def compared(rows: Sequence[Any], clustered: Sequence[str], settings: Settings) -> list[tuple[Any, ...]]:
    """Portrait rows from one row of counts and sums per segment."""
    total = sum(row["n_members"] for row in rows)
    base = {
        name: sum(row[f"sum_{name}"] or 0.0 for row in rows) / known
        for name in FIGURES
        if (known := sum(row[f"n_{name}"] for row in rows))
    }
    values = [{name: _ratio(row[f"sum_{name}"], row[f"n_{name}"]) for name in base} for row in rows]
    index = [{name: _ratio(value, base[name], 100) for name, value in of.items()} for of in values]
    names = named([{name: i for name in clustered if (i := of.get(name)) is not None} for of in index], settings)
    return [
        (row["segment"], label, row["n_members"], row["n_members"] / total, name, of[name], base[name], at[name])
        for row, label, of, at in zip(rows, names, values, index, strict=True)
        for name in base
    ]


def _ratio(value: float | None, of: float, times: float = 1.0) -> float | None:
    return times * value / of if value is not None and of else None


def named(indices: Sequence[Mapping[str, float]], settings: Settings) -> list[str]:
    """A name per segment from its index per feature; longer where two would be the same.

    >>> named([{"n_visits": 300.0, "amount": 90.0}, {"n_visits": 40.0, "amount": 101.0}], Settings())
    ['many visits', 'few visits']
    """
    ranked = [_words(index, settings) for index in indices]
    for n in range(settings.most, max(map(len, ranked), default=0) + 1):
        names = [", ".join(words[:n]) or "average" for words in ranked]
        if len(set(names)) == len(names):
            return names
    names = [", ".join(words[: settings.most]) or "average" for words in ranked]
    return [f"{name} ({i})" if names.count(name) > 1 else name for i, name in enumerate(names, 1)]


def _words(index: Mapping[str, float], settings: Settings) -> list[str]:
    # An index of 0 is as far from 100 as can be; it is ranked as one of 1.
    distance = {name: log(max(value, 1.0) / 100) for name, value in index.items() if name in settings.words}
    telling = sorted((-abs(d), name) for name, d in distance.items() if abs(d) >= log(settings.least))
    return [settings.words[name][int(distance[name] > 0)] for _, name in telling]


STEP = Step(
    output=PORTRAITS,
    inputs={"members": MEMBER_FEATURES, "segments": SEGMENT_MEMBERS, "centroids": CENTROIDS},
    build=build,
    settings=Settings,
    job=JOB,
)
