"""The parameters of the simulated world itself."""

from gcrm.simulate.parameters.land import LEVELS, Areas, Income, Listings
from gcrm.simulate.parameters.people import BLOCK, LANGUAGES, WEEK
from gcrm.simulate.parameters.trade import Campaign, Category, Dirt, LineOfBusiness
from gcrm.simulate.parameters.world import World

__all__ = [
    "BLOCK",
    "LANGUAGES",
    "LEVELS",
    "WEEK",
    "Areas",
    "Campaign",
    "Category",
    "Dirt",
    "Income",
    "LineOfBusiness",
    "Listings",
    "World",
]
