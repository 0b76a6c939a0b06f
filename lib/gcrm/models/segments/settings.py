"""What is clustered, after which transform, and how the number of segments is chosen."""

from dataclasses import asdict, dataclass
from typing import ClassVar

from gcrm.core.settings.config import digest
from gcrm.features.members import FIGURES
from gcrm.models.segments.scaling import Transform


@dataclass(frozen=True)
class Settings:
    """Which features are clustered, after which transform, and how the number of segments k is chosen.

    `log1p`, `asinh`, `linear`: clustered figures, by transform; by default what stands still for a member who does,
    which sums of all time do not. `order_by`: segment 1 has its highest centre; by default the first of asinh, or else
    of all.
    `k_min`, `k_max`: numbers of segments that are tried, from and to.
    `sample`: members that are fitted on, at most; all are scored. `seeds`: fits per k, of which the best is kept.
    `bootstraps`: fits per k that tell how stable it is. `max_iterations` of one fit.
    `passes`: over all members, at most, that move the chosen centres of a sample to theirs.
    `winsor`: standard deviations at which a scaled feature is cut.
    `min_members`: a k is tried where the sample holds so many members per segment.
    `min_share`: a k with a smaller segment is not chosen; `min_stability`: nor one whose bootstrap fits agree less
    (adjusted Rand index).
    `max_stability_index`: a feature, or the sizes of segments, whose population stability index is above it has moved,
    and rings the alarm; `max_unassigned`: so does a larger share of members beyond the 99.5th percentile of distance.
    `growth`: and so many times the members of the fit, where that was of fewer than `sample`.
    """

    known: ClassVar[tuple[str, ...]] = FIGURES
    log1p: tuple[str, ...] = ("recent_visits",)
    asinh: tuple[str, ...] = ("recent_amount_per_visit",)
    linear: tuple[str, ...] = ("recent_discount_share", "recent_weekend_share")
    order_by: str = ""
    k_min: int = 2
    k_max: int = 7
    sample: int = 5_000
    seeds: int = 20
    bootstraps: int = 20
    max_iterations: int = 100
    passes: int = 3
    winsor: float = 3.0
    min_members: int = 20
    min_share: float = 0.02
    min_stability: float = 0.8
    max_stability_index: float = 0.25
    max_unassigned: float = 0.03
    growth: float = 4.0

    def __post_init__(self) -> None:
        absent = [name for name in (*self.features, self.leading) if name not in self.known]
        if absent:
            raise ValueError(f"features.members has no figure {', '.join(absent)}; it has {', '.join(self.known)}.")
        if len(set(self.features)) < len(self.features) or self.leading not in self.features:
            raise ValueError("every feature has one transform, and order_by is one of the features.")
        if not 2 <= self.k_min <= self.k_max:
            raise ValueError(f"k_min is {self.k_min} and k_max {self.k_max}; 2 <= k_min <= k_max works.")
        if min(self.seeds, self.bootstraps, self.max_iterations, self.min_members, self.winsor) <= 0:
            raise ValueError("seeds, bootstraps, max_iterations, min_members and winsor must be above 0.")

    @property
    def leading(self) -> str:
        """The feature that segments are numbered by."""
        return self.order_by or next(iter((*self.asinh, *self.features)), "")

    @property
    def definition(self) -> str:
        """What a fit depends on, in short: a fit by another definition is not gone on with."""
        alarms = ("max_stability_index", "max_unassigned", "growth")
        return digest({name: value for name, value in asdict(self).items() if name not in alarms})

    @property
    def transforms(self) -> dict[str, Transform]:
        kinds: tuple[tuple[Transform, tuple[str, ...]], ...]
        kinds = (("log1p", self.log1p), ("asinh", self.asinh), ("linear", self.linear))
        return {name: kind for kind, names in kinds for name in names}

    @property
    def features(self) -> tuple[str, ...]:
        return (*self.log1p, *self.asinh, *self.linear)
