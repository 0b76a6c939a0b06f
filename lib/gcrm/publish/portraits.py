"""Segment portraits as anyone may see them: one row per segment and feature, without figures of withheld segments.

The gate shows the class of a segment's members, and the mean of each feature over those of whom it is known, in the
digits that its error carries; the base is the same of all segments together. Shares and indices are worked out of that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.cell import measured
from gcrm.core.contracts.step import Noted, Step
from gcrm.core.frames import small
from gcrm.features.members import FIGURES, MEMBER_FEATURES
from gcrm.marts.portrait_rows import CLEAR
from gcrm.marts.portraits import PORTRAITS
from gcrm.marts.words import words
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.ops.releases import RELEASES
from gcrm.publish.classes import typical
from gcrm.publish.digits import rounded
from gcrm.publish.gate import WITHHELD, Cell, Released, Settings, merged
from gcrm.publish.published import published
from gcrm.publish.release import cells, release

_MADE = ("share", "value", "base", "index")
_WHOLE = ""  # in place of a feature: the segment itself
_ALL = "all"  # in place of a segment

PUBLISHED_PORTRAITS = published(
    PORTRAITS,
    doc=__doc__,
    drop=("kind", "within", "index_low", "index_high", "n_known", "separation"),
    made=_MADE,
    withheld=("segment_name", "share", "value", "index", "says"),
    optional=("value", "base", "index", "says"),
)


def build(
    portraits: DataFrame, members: DataFrame, segments: DataFrame, before: DataFrame, settings: Settings
) -> Noted:
    """The portraits' names beside what the gate shows of segments and of their features, and what an index means.

    Shares of kinds stay inside: they are no means of a feature.
    """
    known = cells(known_of(members, segments), ("segment", "feature"), total=("feature",))
    # Members of a segment are alike by design, and nobody outside knows who they are.
    made = release(with_all(known), PUBLISHED_PORTRAITS.name, before, settings, "mean", apart=0.0)
    named = portraits.filter(F.col("feature").isin(*FIGURES)).drop("n_members", "says", *_MADE)
    keys = [(row["segment"], row["feature"]) for row in named.select("segment", "feature").collect()]
    shown = {key: _figures(*key, made.shown) for key in keys}
    figures = [(*key, *of, said(key[1], of[-1])) for key, of in shown.items()]
    numbers = ("share", "value", "base", "index")
    kinds = f"segment int, feature string, n_members bigint, {' '.join(f'{n} double,' for n in numbers)} says string"
    both = named.join(F.broadcast(small(portraits.sparkSession, kinds, figures)), ["segment", "feature"])
    hidden = F.col("n_members").isNull()
    flagged = both.withColumns({WITHHELD: hidden, "segment_name": F.when(~hidden, F.col("segment_name"))})
    return made.noted(flagged.select(*PUBLISHED_PORTRAITS.columns))


def said(feature: str, index: float | None) -> str | None:
    """What a published index means; nothing where it is hardly above or below all members'.

    >>> said("n_visits", 205.0), said("n_visits", 110.0)
    ('visits twice as often as others', None)
    """
    return None if index is None or 100 / CLEAR < index < 100 * CLEAR else words("en").figure(feature, index)


def known_of(members: DataFrame, segments: DataFrame) -> DataFrame:
    """segment, feature and cell: of the segment's members of whom the feature is known, of all of them under no name.
    One pass, in which every member is a row for each feature."""
    pairs = [F.struct(F.lit(name).alias("feature"), F.col(name).cast("double").alias("value")) for name in FIGURES]
    whole = F.struct(F.lit(_WHOLE).alias("feature"), F.lit(0.0).alias("value"))
    joined = members.join(segments.select("member_id", "segment"), "member_id")
    each = joined.select("member_id", "segment", F.inline(F.array(whole, *pairs)))
    known = each.filter("value IS NOT NULL")
    return known.groupBy("segment", "feature").agg(measured(F.col("member_id"), F.col("value")).alias("cell"))


def with_all(known: Sequence[Cell]) -> list[Cell]:
    """The cells, and for each feature that of all segments, which they are parts of."""
    parts: dict[str, list[Cell]] = {}
    for cell in known:
        parts.setdefault(cell.total, []).append(cell)
    nested = (replace(cell, within=(f"{_ALL}|{cell.total}",), total="") for cell in known)
    # Of each feature it is a sum of its own.
    whole = (replace(merged(f"{_ALL}|{feature}", mine), total=feature) for feature, mine in parts.items())
    return [*nested, *whole]


def _figures(segment: int, feature: str, shown: Mapping[str, Released]) -> tuple[float | int | None, ...]:
    """n_members, share, value, base and index of a row."""
    nothing = Released()
    own, every = (shown.get(f"{of}|{_WHOLE}", nothing).n for of in (segment, _ALL))
    value, base = (shown.get(f"{of}|{feature}", nothing) for of in (segment, _ALL))
    if own is None:
        return None, None, None, base.value, None
    share = min(1.0, rounded(typical(own) / typical(every), 0.1)) if every else None
    if value.value is None or not base.value:
        return own, share, value.value, base.value, None
    index = 100 * value.value / base.value
    error = abs(index) * ((value.error or 0) / abs(value.value) if value.value else 0)
    return own, share, value.value, base.value, rounded(index, min(10.0, max(1.0, error)))


STEP = Step(
    output=PUBLISHED_PORTRAITS,
    inputs={"portraits": PORTRAITS, "members": MEMBER_FEATURES, "segments": SEGMENT_MEMBERS},
    build=build,
    settings=Settings,
    ledger=RELEASES,
)
