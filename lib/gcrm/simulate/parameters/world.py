"""The parameters of the world itself, checked against each other; streams declare their own."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from gcrm.core.errors import unknown
from gcrm.simulate.parameters.land import Areas, Census, Income, Listings
from gcrm.simulate.parameters.people import LANGUAGES, ODD, Archetype, Lifestyles, Members, apart
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
    dirt: Dirt
    lines_of_business: dict[str, LineOfBusiness]
    seasons: dict[str, tuple[float, ...]]
    holidays: dict[str, float]
    hours: dict[str, tuple[float, ...]]
    categories: tuple[Category, ...]
    lifestyles: Lifestyles = field(default_factory=Lifestyles)

    def __post_init__(self) -> None:
        lines = set(self.lines_of_business)
        named = {
            "categories": [c.line for c in self.categories],
            "campaigns": [c.line for c in self.campaigns.list],
            "visits.affinities": [name for a in self.visits.affinities for name in (a.of, a.to)],
            "drop": [self.drop.line, self.drop.rival],
        }
        for key, names in named.items():
            for name in names:
                if name not in lines:
                    raise ValueError(unknown(f"line of business in {key}", name, lines))
        types = [one.name for one in self.archetypes]
        for name in (self.lifestyles.moved_from, self.lifestyles.moved_to):
            if self.lifestyles.moved and name not in types:
                raise ValueError(unknown("type in lifestyles", name, types))
        if not 1 <= self.drop.region <= self.areas.regions:
            raise ValueError(f"drop.region must be 1 to {self.areas.regions}, not {self.drop.region}.")
        if set(self.languages) != set(LANGUAGES):
            raise ValueError(f"languages must give a share of each of {', '.join(LANGUAGES)}.")
        if not FEWEST_BRANDS <= self.partners.n <= MOST_BRANDS:
            raise ValueError(f"partners.n must be {FEWEST_BRANDS} to {MOST_BRANDS}, not {self.partners.n}.")
        present = self.present_lines
        for key in ("campaigns", "drop"):
            for name in named[key]:
                if name not in present:
                    raise ValueError(f"{key} names {name}, of which {self.partners.n} partners have none; have more.")

    @property
    def shaped(self) -> Self:
        """The world whose types are as `lifestyles` says: farther apart, and with odd ones where some members are."""
        if self.lifestyles.contrast == 1 and not self.lifestyles.deviators:
            return self
        made = tuple(apart(one, self.lifestyles.contrast) for one in self.archetypes)
        return replace(self, archetypes=(*made, *(ODD if self.lifestyles.deviators else ())))

    @property
    def types(self) -> tuple[Archetype, ...]:
        """The types that are not odd."""
        return tuple(one for one in self.archetypes if one not in ODD)

    @property
    def present_lines(self) -> list[str]:
        """The lines of business of which there is a partner."""
        return [*self.lines_of_business][: self.partners.n]
