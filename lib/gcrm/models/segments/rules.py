"""One row per rule: who is in a segment, as two or three conditions that a person can read and a till can ask.

A decision tree over the clustered features, in their own units, is grown on the sample that segments are fitted on;
what its leaves hold is then counted over all members. A rule says its support, its confidence with Wilson's 95%
interval, and its lift: how many times as likely the segment is there as among all members.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from math import inf
from typing import Any

import numpy as np
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments.choices import CHOICES
from gcrm.models.segments.fit import Fit, chosen
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.models.segments.sample import smallest
from gcrm.models.segments.scaling import Scale, unscaled
from gcrm.stats.proportions import wilson
from gcrm.stats.tree import Condition, Leaf, leaves

RULES = Table(
    name="models.segment_rules",
    doc=__doc__,
    key=("rule", "as_of"),
    fields=(
        Field("rule", "string", "The conditions in words; everybody where one segment is all there is"),
        Field("as_of", "date", "Day for which it holds"),
        Field("segment", "int", "The segment that most members who meet it are in", required=True),
        Field(
            "conditions",
            "array<struct<feature:string,above:double,most:double>>",
            "Each: the feature lies above the one and is at most the other; null asks nothing",
            required=True,
        ),
        Field("n_members", "bigint", "Members who meet it", required=True, unit="members"),
        Field("support", "double", "Their share of all members", required=True),
        Field("confidence", "double", "Share of them who are in the segment", required=True),
        Field("confidence_low", "double", "Lower end of its 95% interval (Wilson)", required=True),
        Field("confidence_high", "double", "Upper end of it", required=True),
        Field("lift", "double", "Confidence by the segment's share of all members", required=True),
    ),
    rules=(Rule("confidence_is_a_share", "confidence BETWEEN 0 AND 1"), Rule("lift_is_positive", "lift > 0")),
    checks=(Unique(("rule", "as_of")),),
    load=Snapshots(),
)


@dataclass(frozen=True)
class Settings:
    """`depth`: conditions above each other in the tree. `least`: share of members in a rule. `sample`: members that the
    tree is grown on."""

    depth: int = 3
    least: float = 0.01
    sample: int = 5_000

    def __post_init__(self) -> None:
        if self.depth < 1 or self.sample < 1 or not 0 < self.least < 0.5:
            raise ValueError("depth and sample must be 1 or more, and least a share above 0 and below 0.5.")


def build(members: DataFrame, segments: DataFrame, choices: DataFrame, settings: Settings, as_of: date) -> DataFrame:
    """The tree of a bounded sample, then one pass that counts its leaves over all members."""
    spark, fit = members.sparkSession, chosen(choices)
    if fit is None:
        return small(spark, schema(RULES))
    known = [F.col(f"f{i}") for i in range(len(fit.scales))]
    seen = members.join(segments.select("member_id", "segment"), "member_id").select(
        "member_id", "segment", *(told(scale).alias(f"f{i}") for i, scale in enumerate(fit.scales))
    )
    sample = smallest(seen, settings.sample).select("segment", *known).collect()
    points = np.array([row[1:] for row in sample], dtype=np.float64).reshape(-1, len(known))
    at = {segment: i for i, segment in enumerate(fit.segments)}
    labels = np.array([at[row["segment"]] for row in sample], dtype=np.intp)
    found = leaves(points, labels, settings.depth, max(1, round(settings.least * len(sample))))
    leaf = F.coalesce(*(F.when(_met(one, known), F.lit(i)) for i, one in enumerate(found)))
    cells = seen.groupBy(leaf.alias("leaf"), "segment").agg(F.count(F.lit(1)).alias("n")).collect()
    counts = {(row["leaf"], row["segment"]): row["n"] for row in cells}
    return small(spark, schema(RULES), [(*row[:1], as_of, *row[1:]) for row in told_rules(found, counts, fit)])


def told(scale: Scale) -> Column:
    """The feature in its own unit; what is not known is taken for the median, as the clusters take it."""
    return F.coalesce(F.col(scale.feature).cast("double"), unscaled(scale, F.lit(0.0)))


def _met(leaf: Leaf, columns: Sequence[Column]) -> Column:
    asked = [columns[one.feature] > one.above for one in leaf if one.above > -inf]
    asked += [columns[one.feature] <= one.most for one in leaf if one.most < inf]
    return reduce(Column.__and__, asked, F.lit(True))


def told_rules(found: Sequence[Leaf], counts: dict[tuple[int, int], int], fit: Fit) -> list[tuple[Any, ...]]:
    """Rows without the day, the rule that most members meet first; `counts`: members by leaf and segment."""
    total = sum(counts.values())
    sizes = {segment: sum(n for (_, one), n in counts.items() if one == segment) for segment in fit.segments}
    rows = []
    for i, leaf in enumerate(found):
        mine = {segment: counts.get((i, segment), 0) for segment in fit.segments}
        n, segment = sum(mine.values()), max(mine, key=lambda one: (mine[one], -one))
        if not n:
            continue
        share = wilson(mine[segment], n)
        names = [fit.scales[one.feature].feature for one in leaf]
        conditions = [(name, _finite(one.above), _finite(one.most)) for name, one in zip(names, leaf, strict=True)]
        words = " and ".join(said(name, one) for name, one in zip(names, leaf, strict=True)) or "everybody"
        lift = share.share * total / sizes[segment]
        rows.append((words, segment, conditions, n, n / total, share.share, share.low, share.high, lift))
    return sorted(rows, key=lambda row: (-row[3], row[0]))


def _finite(value: float) -> float | None:
    return value if abs(value) < inf else None


def said(feature: str, one: Condition) -> str:
    """
    >>> said("n_visits", Condition(0, 3.0, 12.5)), said("amount", Condition(0, most=90.0))
    ('visits above 3 up to 12.5', 'amount up to 90')
    """
    name = feature.removeprefix("n_").replace("_", " ")
    low = [f"above {one.above:g}"] if one.above > -inf else []
    return " ".join([name, *low, *([f"up to {one.most:g}"] if one.most < inf else [])])


STEP = Step(
    output=RULES,
    inputs={"members": MEMBER_FEATURES, "segments": SEGMENT_MEMBERS, "choices": CHOICES},
    build=build,
    settings=Settings,
)
