"""Members: who they are, and their true types."""

from dataclasses import dataclass
from typing import Literal

LANGUAGES = ("en", "vi", "th", "ko", "pt")


@dataclass(frozen=True)
class Members:
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
