"""All parameters together, as conf/simulation/world.yml gives them, checked strictly."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gcrm.core.errors import MistakesError, unknown
from gcrm.core.settings.config import into
from gcrm.core.settings.nodes import assignment, nested, overlay, read_yaml
from gcrm.simulate.parameters.land import Areas, Census, Income, Listings
from gcrm.simulate.parameters.people import LANGUAGES, Archetype, Identities, Members, Panel, Posts
from gcrm.simulate.parameters.trade import (
    Campaigns,
    Category,
    Dirt,
    Drop,
    Huff,
    LineOfBusiness,
    Partners,
    Spend,
    Visits,
)

FEWEST_BRANDS, MOST_BRANDS = 10, 180


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
        if given := assignment(text, "income.area_sd=0.2", problems):
            path, value = given
            document = overlay(document, nested(path.split("."), value))
    world = into(World, document, problems, "the world")
    if problems or world is None:
        raise MistakesError(problems)
    return world
