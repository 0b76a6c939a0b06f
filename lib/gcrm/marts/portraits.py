"""One row per segment and trait: the segment beside all members, as an index that is 100 where they are equal.

A portrait has seven parts: who members are, where they live, what, when and how they buy, why, and what they are worth.
A trait is a figure, whose mean is compared, or a kind such as an age band or a category, whose share is. What is the
same for all members is left out. A segment is named by where its centre lies: the name describes behaviour with us,
never what a person is, and stays as long as the fit does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from math import inf, log
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.core.exact import exact
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.members import FIGURES, MEMBER_FEATURES
from gcrm.features.topics import figures
from gcrm.marts.member_power import MEMBER_POWER
from gcrm.marts.words import words
from gcrm.models.segments import JOB
from gcrm.models.segments.centroids import CENTROIDS
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.models.segments.naming import named
from gcrm.silver.areas import SILVER_AREAS
from gcrm.stats.proportions import Z95, wilson
from gcrm.warehouse.member_months import MEMBER_MONTHS

PORTRAITS = Table(
    name="marts.portraits",
    doc=__doc__,
    key=("segment", "feature", "as_of"),
    fields=(
        Field("segment", "int", "Number of the segment"),
        Field("segment_name", "string", "What sets it apart, in words; no two segments share one", required=True),
        Field("n_members", "bigint", "Members in the segment", required=True, unit="members"),
        Field("share", "double", "Of all members in segments", required=True),
        Field("part", "string", "who, where, what, when, how, why or worth"),
        Field("feature", "string", "Column of features.members, or a kind and its value, such as category: tea"),
        Field("kind", "string", "Kind of a trait that is a share: age_band, region, category, ...; null for a figure"),
        Field("value", "double", "Mean, or share, of the segment's members of whom it is known; null where of none"),
        Field("base", "double", "The same of all members", required=True),
        Field("index", "double", "100 * value / base; null where base is 0"),
        Field("index_low", "double", "Lower end of the index's 95% interval"),
        Field("index_high", "double", "Upper end of it"),
        Field("n_known", "bigint", "Members of the segment of whom it is known", unit="members"),
        Field(
            "separation", "double", "How well the trait tells the segment from all members, in nats; 0 is not at all"
        ),
        Field("says", "string", "What the index means; null where it is hardly above or below all members'"),
        Field("as_of", "date", "Day for which the portrait holds"),
    ),
    rules=(Rule("share_is_a_share", "share BETWEEN 0 AND 1"),),
    checks=(Unique(("segment", "feature", "as_of")),),
    load=Snapshots(),
)
POWER = "power_p50"  # of marts.member_power: what members could spend
_FIGURES = (*FIGURES, POWER)
ALL = "all members"  # the name where they are one segment
_PART = {POWER: "worth", **{figure.name: figure.part for figure in figures(MEMBER_FEATURES)}}
_STATED = ("age_band", "sex", "household_size", "income_band")
# Kind of trait to its part; some are shares of those of whom the kind is known, others of all.
_KINDS = {
    **dict.fromkeys(_STATED, "who"),
    "region": "where",
    "buying_stage": "how",
    "category": "what",
    "partner": "what",
    "season": "when",
}

_OF_KNOWN = (*_STATED, "region", "buying_stage")


def _english() -> dict[str, tuple[str, ...]]:
    return {figure.name: figure.words for figure in figures(MEMBER_FEATURES) if figure.words}


@dataclass(frozen=True)
class Settings:
    """`words`: feature to its low and its high word in a segment's name, by default its topic's; `most`: words in it.

    `named_from`: standard deviations from all members' median from which a segment's centre is named by a feature.
    `least`: a trait is said where its index is above 100 * least or below 100 / least, and surely so.
    `kinds`: values of a kind (categories, partners, ...) that are portrayed, those of most members first.
    """

    words: Mapping[str, tuple[str, ...]] = field(default_factory=_english)
    most: int = 2
    named_from: float = 0.25
    least: float = 1.15
    kinds: int = 40

    def __post_init__(self) -> None:
        broken = [name for name, pair in self.words.items() if len(pair) != 2]
        if broken:
            raise ValueError(f"words of {', '.join(broken)} must be two: one for low, one for high.")
        if self.least <= 1 or min(self.most, self.kinds) < 1:
            raise ValueError("least must be above 1, and most and kinds 1 or more.")


def build(
    members: DataFrame,
    segments: DataFrame,
    centroids: DataFrame,
    months: DataFrame,
    areas: DataFrame,
    power: DataFrame,
    settings: Settings,
    as_of: date,
) -> DataFrame:
    """Sums of figures per segment in one pass, counts of traits in another; both are then compared on the driver."""
    own = segments.select("member_id", "segment")
    joined = members.join(own, "member_id").join(power.select("member_id", POWER), "member_id", "left")
    sums = joined.groupBy("segment").agg(F.count(F.lit(1)).alias("n_members"), *_sums()).orderBy("segment").collect()
    counts = _traits(joined, months.join(own, "member_id"), areas).collect() if sums else []
    centres = centres_of(centroids.orderBy("segment", "position").collect())
    names = named(centres, settings.words, settings.most, settings.named_from) if len(centres) > 1 else {}
    found = [
        *compared(sums, settings),
        *traits([(r["kind"], r["value"], r["segment"], r["n"]) for r in counts], sums, settings),
    ]
    common = {
        row["segment"]: {"segment_name": names.get(row["segment"], ALL), "n_members": row["n_members"], "share": share}
        for row, share in zip(sums, _shares(sums), strict=True)
    }
    rows = [{**one, **common[one["segment"]], "as_of": as_of} for one in found]
    return small(members.sparkSession, schema(PORTRAITS), [[row[name] for name in PORTRAITS.columns] for row in rows])


def _sums() -> list[Column]:
    made = []
    for name in _FIGURES:
        value = F.col(name).cast("double")
        told = F.when(F.abs(value) < float("inf"), value)
        made += [F.count(told).alias(f"n_{name}"), F.sum(exact(told)).cast("double").alias(f"sum_{name}")]
        made += [F.stddev_samp(told).alias(f"sd_{name}")]
    return made


def _traits(joined: DataFrame, bought: DataFrame, areas: DataFrame) -> DataFrame:
    """kind, value, segment, n: members by what is stated of them, where they live, and what they bought when."""
    region = areas.select("area_id", F.col("region_code").alias("region"))
    placed = joined.join(F.broadcast(region), "area_id", "left")
    stated = placed.select(
        "member_id", "segment", F.explode(_pairs({name: F.col(name) for name in (*_STATED, "region", "buying_stage")}))
    )
    season = F.concat(F.lit("Q"), F.quarter("month"))
    cells = {"category": F.col("category"), "partner": F.col("partner_id"), "season": season}
    lines = bought.filter("days <> 0").select("member_id", "segment", F.explode(_pairs(cells))).distinct()
    every = stated.unionByName(lines).filter("col.value IS NOT NULL AND col.value <> 'unknown'")
    return every.groupBy("col.kind", "col.value", "segment").agg(F.count(F.lit(1)).alias("n"))


def _pairs(values: Mapping[str, Column]) -> Column:
    return F.array(*(F.struct(F.lit(k).alias("kind"), v.cast("string").alias("value")) for k, v in values.items()))


def _shares(sums: Sequence[Any]) -> list[float]:
    total = sum(row["n_members"] for row in sums)
    return [row["n_members"] / total for row in sums]


def compared(sums: Sequence[Any], settings: Settings) -> list[dict[str, Any]]:
    """Rows of figures from a row of counts, sums and standard deviations per segment; of what does not vary none."""
    made = []
    for name in _FIGURES:
        known = [(row["segment"], row[f"n_{name}"], row[f"sum_{name}"], row[f"sd_{name}"]) for row in sums]
        whole = sum(n for _, n, _, _ in known)
        means = [total / n for _, n, total, _ in known if n]
        if not whole or (len(set(means)) == 1 and not any(sd for *_, sd in known)):
            continue
        base = sum(total for _, n, total, _ in known if n) / whole
        spread = sum(n * ((sd or 0.0) ** 2 + (total / n - base) ** 2) for _, n, total, sd in known if n) / whole
        for segment, n, total, sd in known:
            value = total / n if n else None
            # Of one member nobody knows how far others are from it.
            reach = Z95 * sd / n**0.5 if sd is not None else inf
            interval = (value - reach, value, value + reach) if value is not None else None
            apart = (value - base) ** 2 / (2 * spread) if value is not None and spread else None
            made.append(_row(segment, name, None, _PART[name], n, base, interval, settings) | {"separation": apart})
    return made


def traits(
    counts: Iterable[tuple[str, str, int, int]], sums: Sequence[Any], settings: Settings
) -> list[dict[str, Any]]:
    """Rows of traits from members counted by kind, value and segment: a share of those of whom the kind is known; of
    what is bought, of all."""
    made = []
    for kind, of_kind in groupby(sorted(counts), key=lambda one: one[0]):
        by_value: dict[str, dict[int, int]] = {}
        for _, value, segment, n in of_kind:
            by_value.setdefault(value, {})[segment] = n
        total = {row["segment"]: row["n_members"] for row in sums}
        if kind in _OF_KNOWN:
            total = {segment: sum(one.get(segment, 0) for one in by_value.values()) for segment in total}
        most = sorted(by_value, key=lambda value: (-sum(by_value[value].values()), value))[: settings.kinds]
        whole = sum(total.values())
        for value in sorted(most):
            base = sum(by_value[value].values()) / whole
            if base in (0.0, 1.0):
                continue
            for segment, n in total.items():
                found = wilson(by_value[value].get(segment, 0), n)
                interval = (found.low, found.share, found.high) if n else None
                apart = told_apart(found.share, base) if n else None
                made.append(
                    _row(segment, value, kind, _KINDS[kind], n, base, interval, settings) | {"separation": apart}
                )
    return made


def _row(
    segment: int,
    name: str,
    kind: str | None,
    part: str,
    n: int,
    base: float,
    interval: tuple[float, float, float] | None,
    settings: Settings,
) -> dict[str, Any]:
    low, index, high = (100 * v / base for v in interval) if interval and base > 0 else (None, None, None)
    said = None
    if low is not None and index is not None and high is not None and _is_clear(low, index, high, settings.least):
        said = words("en").figure(name, index) if kind is None else words("en").trait(kind, name, index)
        said = said or (settings.words[name][int(index > 100)] if name in settings.words else None)
    sure = low is not None and high is not None and abs(low) < inf
    return {
        "segment": segment, "part": part, "feature": name if kind is None else f"{kind}: {name}", "kind": kind,
        "value": interval[1] if interval else None, "base": base, "index": index,
        "index_low": low if sure else None, "index_high": high if sure else None, "n_known": n, "says": said,
    }  # fmt: skip


def told_apart(share: float, base: float) -> float:
    """How much a member's having a trait, or not, tells of the segment: the divergence of two shares, in nats (Kullback
    and Leibler 1951).

    >>> told_apart(0.5, 0.5), round(told_apart(0.9, 0.5), 4), round(told_apart(0.0, 0.5), 4)
    (0.0, 0.3681, 0.6931)
    """
    pairs = ((share, base), (1 - share, 1 - base))
    return sum(p * log(p / q) for p, q in pairs if p > 0)


def _is_clear(low: float, index: float, high: float, least: float) -> bool:
    """Whether the index is far enough from 100, and its interval does not hold it."""
    return (low > 100 or high < 100) and not 100 / least < index < 100 * least


def centres_of(rows: Iterable[Any]) -> dict[int, dict[str, float]]:
    """Segment to its centre on the scaled features, from rows of models.segment_centroids."""
    found: dict[int, dict[str, float]] = {}
    for row in rows:
        found.setdefault(row["segment"], {})[row["feature"]] = row["centre"]
    return found


STEP = Step(
    output=PORTRAITS,
    inputs={
        "members": MEMBER_FEATURES,
        "segments": SEGMENT_MEMBERS,
        "centroids": CENTROIDS,
        "months": MEMBER_MONTHS,
        "areas": SILVER_AREAS,
        "power": MEMBER_POWER,
    },
    build=build,
    settings=Settings,
    job=JOB,
)
