"""Rows of portraits: each figure's mean, and each trait's share, of a segment's members beside those of all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import inf, log
from typing import Any, NamedTuple

from gcrm.features import members
from gcrm.features.topics import figures, words_of
from gcrm.marts.words import words
from gcrm.models.segments.naming import MOST, NAMED_FROM
from gcrm.stats.proportions import Z95, wilson

CLEAR = 1.15  # times as much or as little as all members, from which an index is put in words
POWER = "power_p50"  # of marts.member_power: what members could spend
FIGURES = (*members.FIGURES, POWER)
_PART = {POWER: "worth", **{figure.name: figure.part for figure in figures(members.MEMBER_FEATURES)}}
STATED = ("age_band", "sex", "household_size", "income_band")
# Kind of trait to its part; some are shares of those of whom the kind is known, others of all.
_KINDS = {
    **dict.fromkeys(("age", *STATED), "who"),
    **dict.fromkeys(("region", "area"), "where"),
    "buying_stage": "how",
    **dict.fromkeys(("category_group", "category", "line", "partner"), "what"),
    "season": "when",
    **dict.fromkeys(("interest", "topic"), "why"),
}

_OF_KNOWN = ("age", *STATED, "region", "area", "buying_stage")
# Kind of trait to the wider one that its values are parts of.
WITHIN = {"age_band": "age", "area": "region", "category": "category_group", "partner": "line"}


class Count(NamedTuple):
    """Members of a segment who have a trait."""

    kind: str
    value: str
    within: str | None
    segment: int
    n: int


@dataclass(frozen=True)
class Settings:
    """`words`: feature to its low and its high word in a segment's name, by default its topic's; `most`: words in it.

    `named_from`: standard deviations from all members' median from which a segment's centre is named by a feature.
    `least`: a trait is said where its index is above 100 * least or below 100 / least, and surely so.
    `kinds`: values of a kind (categories, partners, ...) that are portrayed, those of most members first.
    """

    words: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: words_of(members.MEMBER_FEATURES))
    most: int = MOST
    named_from: float = NAMED_FROM
    least: float = CLEAR
    kinds: int = 40

    def __post_init__(self) -> None:
        broken = [name for name, pair in self.words.items() if len(pair) != 2]
        if broken:
            raise ValueError(f"words of {', '.join(broken)} must be two: one for low, one for high.")
        if self.least <= 1 or min(self.most, self.kinds) < 1:
            raise ValueError("least must be above 1, and most and kinds 1 or more.")


def compared(sums: Sequence[Any], settings: Settings) -> list[dict[str, Any]]:
    """Rows of figures from a row of counts, sums and standard deviations per segment; of what does not vary none."""
    made = []
    for name in FIGURES:
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


def traits(counts: Iterable[Count], sums: Sequence[Any], settings: Settings) -> list[dict[str, Any]]:
    """Rows of traits from members that were counted: a share of those of whom the kind is known; of what is bought, of
    all."""
    made = []
    for kind, of_kind in groupby(sorted(counts, key=lambda one: one.kind), key=lambda one: one.kind):
        by_value: dict[str, dict[int, int]] = {}
        within: dict[str, str | None] = {}
        for one in of_kind:
            by_value.setdefault(one.value, {})[one.segment] = one.n
            within[one.value] = one.within
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
                row = _row(segment, value, kind, _KINDS[kind], n, base, interval, settings)
                made.append(row | {"separation": apart, "within": within[value]})
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
        "within": None,
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
