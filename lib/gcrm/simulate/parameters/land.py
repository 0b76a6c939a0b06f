"""The country: its areas, what is published of them, and what people earn and pay for homes."""

from dataclasses import dataclass
from typing import Literal

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
