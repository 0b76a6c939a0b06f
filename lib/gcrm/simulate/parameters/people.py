"""Members: who they are, and their true types."""

from dataclasses import dataclass, replace
from math import exp, log
from typing import Literal

LANGUAGES = ("en", "vi", "th", "ko", "pt")
BLOCK = 28  # days whose visits are drawn together
WEEK = 7


@dataclass(frozen=True)
class Members:
    """`homes_at_random`: members' homes tell nothing of what they earn, so that no difference between areas exists."""

    income_bias: float
    young_bias: float
    joined_before: float
    move_rate: float
    marriage_rate: float
    child_rate: float
    retirement_age: int
    consent_rate: float
    consent_change_rate: float
    stated_income_rate: float
    homes_at_random: bool = False


@dataclass(frozen=True)
class Lifestyles:
    """What is done on purpose to members' types. `contrast`: power of their factors, above 1 they are farther apart.

    `deviators`: share of members who are of one of the types ODD instead. `moved`: share of the members of type
    `moved_from` who live as `moved_to` from `moved_day` on, which is the first of a block of 28 days.
    """

    contrast: float = 1.0
    deviators: float = 0.0
    moved: float = 0.0
    moved_from: str = "occasional"
    moved_to: str = "families"
    moved_day: int = 252

    def __post_init__(self) -> None:
        if self.contrast <= 0:
            raise ValueError(f"lifestyles.contrast must be above 0, not {self.contrast}; 1 changes nothing.")
        if self.moved_day % BLOCK or self.moved_day < 0:
            works = max(0, round(self.moved_day / BLOCK)) * BLOCK
            raise ValueError(
                f"lifestyles.moved_day must be a multiple of {BLOCK}, not {self.moved_day}; {works} works."
            )
        for name in ("deviators", "moved"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"lifestyles.{name} is a share, 0 to 1, not {getattr(self, name)}.")


@dataclass(frozen=True)
class Archetype:
    """A true segment: factors of visits and amounts, promotion share, odds of weekends, breadth of categories."""

    name: str
    share: float
    rate: float
    spend: float
    promotion: float
    weekend: float
    breadth: Literal["narrow", "broad"]


# Who fits no type: those who buy on offer to sell again, on weekdays; and those who come for one dear thing.
ODD = (
    Archetype("resellers", share=0.6, rate=12.0, spend=12.0, promotion=0.98, weekend=0.03, breadth="narrow"),
    Archetype("collectors", share=0.4, rate=0.8, spend=100.0, promotion=0.0, weekend=30.0, breadth="narrow"),
)
_MEAN_PROMOTION, _LEAST_PROMOTION = 0.2, 0.001


def apart(one: Archetype, contrast: float) -> Archetype:
    """The type with its factors at a power, and its odds of offers that much farther from those of one in five."""
    if contrast == 1:
        return one
    middle = log(_MEAN_PROMOTION / (1 - _MEAN_PROMOTION))
    rate = max(one.promotion, _LEAST_PROMOTION)
    odds = exp(middle + contrast * (log(rate / (1 - rate)) - middle))
    factors = {name: getattr(one, name) ** contrast for name in ("rate", "spend", "weekend")}
    return replace(one, **factors, promotion=odds / (1 + odds))
