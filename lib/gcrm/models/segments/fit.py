"""A fit that members are scored by, as plain values: what a day knows of the day before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from gcrm.models.segments.nearest import nearest
from gcrm.models.segments.scaling import Scale, scaled

# In the order in which a row of `parameters` holds them.
MIXTURE = ("constants", "means", "whites")
SCALE = ("feature", "transform", "median", "scale", "winsor")


@dataclass(frozen=True)
class Bins:
    """How a scaled feature was spread over the members of the fit: inner limits of bins, and members in each."""

    cuts: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Component:
    """Of a Gaussian mixture: the log of its height, its mean (f,), and by rows (f * f) what gives unit covariance."""

    constant: float
    mean: tuple[float, ...]
    white: tuple[float, ...]


@dataclass(frozen=True)
class Fit:
    """Centres (k, f) on frozen scales. `segments`: the number of each; `radii`: distance within which 99.5% of its
    members lay; `sizes`: members of the sample in each; `bins`: one a feature; `components`: of the mixture, one a
    centre."""

    scales: tuple[Scale, ...]
    centres: tuple[tuple[float, ...], ...]
    segments: tuple[int, ...]
    radii: tuple[float, ...]
    sizes: tuple[int, ...]
    bins: tuple[Bins, ...]
    components: tuple[Component, ...] = ()

    @property
    def n_sample(self) -> int:
        return sum(self.sizes)

    def nearest(self) -> Column:
        """A struct of squared distance `d2` and position `i` of a member's nearest centre."""
        return nearest(self.centres, [scaled(scale) for scale in self.scales])

    def at(self, values: Sequence[float], position: Column) -> Column:
        """The value that stands at a position, such as `nearest` gives."""
        return F.get(F.array(*map(F.lit, values)), position)


def of_row(row: Any) -> Fit:
    """The fit in a row of models.segment_choices."""
    given = row["parameters"]
    return Fit(
        tuple(Scale(*(one[name] for name in SCALE)) for one in given),
        tuple(zip(*(one["centres"] for one in given), strict=True)),
        tuple(row["segments"]),
        tuple(row["radii"]),
        tuple(row["sizes"]),
        tuple(Bins(tuple(one["cuts"]), tuple(one["counts"])) for one in given),
        tuple(
            Component(constant, tuple(mean), tuple(white))
            for constant, mean, white in zip(*(row["mixture"][name] for name in MIXTURE), strict=True)
        ),
    )


def chosen(choices: DataFrame) -> Fit | None:
    """The fit that members are scored by; None where there are no segments."""
    rows = choices.filter("is_chosen").collect()
    return of_row(rows[0]) if rows else None


def parameters(fit: Fit) -> list[tuple[Any, ...]]:
    """The value of `parameters` that `of_row` reads."""
    columns = zip(*fit.centres, strict=True)
    return [
        (*(getattr(scale, name) for name in SCALE), list(bins.cuts), list(bins.counts), list(centres))
        for scale, bins, centres in zip(fit.scales, fit.bins, columns, strict=True)
    ]
