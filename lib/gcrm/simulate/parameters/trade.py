"""Trade: lines of business and what they sell, visits and stores, campaigns, and what is wrong with deliveries."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class LineOfBusiness:
    """Visits a week to a brand of the line, gamma over members; mean lines of a basket; who delivers, how often."""

    r: float
    a_week: float
    lines: float
    hours: str
    system: Literal["norda", "hanbit", "chaiyo", "lusa", "mall", "aero"]
    cadence: Literal["day", "week"]
    online: bool = False


@dataclass(frozen=True)
class Category:
    name: str
    line: str
    department: str
    weight: float
    price: float
    elasticity: float
    complement: str | None = None
    substitute: str | None = None
    weighed: bool = False


@dataclass(frozen=True)
class Affinity:
    """Two lines of business whose brands share buyers (above 0) or avoid each other's: part of a rate's variance."""

    of: str
    to: str
    strength: float


@dataclass(frozen=True)
class Visits:
    dropout_shape: float
    dropout_rate: float
    shared: float
    affinities: tuple[Affinity, ...]
    weekdays: tuple[float, ...]


@dataclass(frozen=True)
class Huff:
    attraction: float
    friction: float
    nearest: int
    minutes_at_home: float
    within_minutes: float


@dataclass(frozen=True)
class Spend:
    shape: int
    rate_shape: float
    rate_scale: float


@dataclass(frozen=True)
class Partners:
    n: int
    stores_per_1000_members: float
    new_store_share: float


@dataclass(frozen=True)
class Drop:
    line: str
    rival: str
    region: int
    quarter: int
    leave: float


@dataclass(frozen=True)
class Campaign:
    name: str
    line: str
    week: int
    weeks: int
    channel: str
    reach: float
    uplift: dict[str, float]


@dataclass(frozen=True)
class Campaigns:
    holdout: float
    list: tuple[Campaign, ...]


@dataclass(frozen=True)
class Dirt:
    duplicate: float
    late: float
    late_days: int
    orphan_store: float
    orphan_article: float
    orphan_card: float
    negative: float
    zero: float
    absurd: float
    impossible_date: float
    wrong_unit: float
    missing: float
    twice: float
    corrected: float
    truncated: float
    recased: float
    reordered: float
    new_layout_day: int
