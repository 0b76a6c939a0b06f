"""Members: who they are, what they write, and what else is known of them."""

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


@dataclass(frozen=True)
class Trend:
    name: str
    day: int
    steepness: float
    peak: float


@dataclass(frozen=True)
class BoughtTrend:
    name: str
    day: int
    days: int
    bots: float


@dataclass(frozen=True)
class Posts:
    authors: float
    a_week: float
    spam_rate: float
    personal_rate: float
    misspelt_rate: float
    trends: tuple[Trend, ...]
    bought_trend: BoughtTrend


@dataclass(frozen=True)
class Panel:
    share: float
    waves: int
    response: float
    response_by_spend: float


@dataclass(frozen=True)
class Identities:
    partners: tuple[str, ...]
    typo_rate: float
    swapped_rate: float
    old_address_rate: float
    shared_phone_rate: float
