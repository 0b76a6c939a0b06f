"""A fictional country: its land, its people, its roads, the reform of its areas, and what is published about them."""

from gcrm.simulate.country.build import Country, build

__all__ = ["Country", "build"]
