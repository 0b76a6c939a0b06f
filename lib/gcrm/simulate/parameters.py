"""The parameters of the simulated world, as conf/simulation/world.yml gives them, checked strictly."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from gcrm.core.config import into
from gcrm.core.errors import MistakesError, UsageError, unknown
from gcrm.core.nodes import Node, overlay, read_text, read_yaml

LANGUAGES = ("en", "vi", "th", "ko", "pt")
FEWEST_BRANDS, MOST_BRANDS = 10, 180
LEVELS = ("region", "province", "district", "neighbourhood")


@dataclass(frozen=True)
class Areas:
    """Numbers of areas of each level, how large they are, and what the reform changes."""

    regions: int
    provinces: int
    districts: int
    neighbourhoods: int
    width_km: float
    population: float
    population_sd: float
    reform_day: int
    merged: int
    split: int

    def __post_init__(self) -> None:
        if not 1 <= self.regions <= self.provinces <= self.districts <= self.neighbourhoods:
            raise ValueError("areas must nest: 1 <= regions <= provinces <= districts <= neighbourhoods.")
        if 4 * (self.merged + self.split) > self.neighbourhoods:
            raise ValueError("the reform may touch a quarter of the neighbourhoods at most; lower merged or split.")


@dataclass(frozen=True)
class Census:
    rounded_to: int
    years_late: int


@dataclass(frozen=True)
class Income:
    """Monthly income: log mean and standard deviations; `range_km` of the exponential correlation of areas."""

    mean_log: float
    within_sd: float
    area_sd: float
    range_km: float
    published: Literal["region", "province", "district"]
    rounded_to: int


@dataclass(frozen=True)
class Listings:
    per_neighbourhood: int
    elasticity: float
    noise_sd: float
    asking_over_paid: float
    duplicate_rate: float
    absurd_rate: float


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
class World:
    """Everything that a world is made of, besides its seed and its number of members."""

    country: str
    currency: str
    start: date
    languages: dict[str, float]
    areas: Areas
    census: Census
    income: Income
    listings: Listings
    members: Members
    archetypes: tuple[Archetype, ...]
    visits: Visits
    huff: Huff
    spend: Spend
    partners: Partners
    drop: Drop
    campaigns: Campaigns
    posts: Posts
    panel: Panel
    identities: Identities
    dirt: Dirt
    lines_of_business: dict[str, LineOfBusiness]
    seasons: dict[str, tuple[float, ...]]
    holidays: dict[str, float]
    hours: dict[str, tuple[float, ...]]
    categories: tuple[Category, ...]

    def __post_init__(self) -> None:
        lines = set(self.lines_of_business)
        named = {
            "categories": [c.line for c in self.categories],
            "campaigns": [c.line for c in self.campaigns.list],
            "visits.affinities": [name for a in self.visits.affinities for name in (a.of, a.to)],
            "identities.partners": list(self.identities.partners),
            "drop": [self.drop.line, self.drop.rival],
        }
        for key, names in named.items():
            for name in names:
                if name not in lines:
                    raise ValueError(unknown(f"line of business in {key}", name, lines))
        if not 1 <= self.drop.region <= self.areas.regions:
            raise ValueError(f"drop.region must be 1 to {self.areas.regions}, not {self.drop.region}.")
        if set(self.languages) != set(LANGUAGES):
            raise ValueError(f"languages must give a share of each of {', '.join(LANGUAGES)}.")
        if not FEWEST_BRANDS <= self.partners.n <= MOST_BRANDS:
            raise ValueError(f"partners.n must be {FEWEST_BRANDS} to {MOST_BRANDS}, not {self.partners.n}.")
        present = [*self.lines_of_business][: self.partners.n]
        if not set(self.identities.partners) & set(present):
            raise ValueError(f"identities.partners must name one of {', '.join(present)} at least.")
        for key in ("campaigns", "drop"):
            for name in named[key]:
                if name not in present:
                    raise ValueError(f"{key} names {name}, of which {self.partners.n} partners have none; have more.")


def load(conf: Path, sets: list[str]) -> World:
    """The world of conf/simulation/world.yml, overlaid by `--set key.of.it=value`.

    Raises MistakesError with every mistake found.
    """
    shown = "conf/simulation/world.yml"
    document, problems = read_yaml(conf / "simulation" / "world.yml", shown), list[str]()
    for text in sets:
        path, equals, value = text.partition("=")
        if not equals or not path:
            problems.append(f"--set {text}: write it as key=value, such as --set income.area_sd=0.2.")
            continue
        try:
            node = read_text(value, f"--set {text}")
        except UsageError as error:
            problems.append(str(error))
            continue
        for key in reversed(path.split(".")):
            node = Node({key: node}, f"--set {text}", 0)
        document = overlay(document, node)
    world = into(World, document, problems, "the world")
    if problems or world is None:
        raise MistakesError(problems)
    return world
