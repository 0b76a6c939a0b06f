"""A stream of deliveries as one value: what it is, its parameters, and the files it makes of a range of days."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pyspark.sql import DataFrame, SparkSession

from gcrm.simulate.files import truth
from gcrm.simulate.files.sheet import Delivery
from gcrm.simulate.parameters import World
from gcrm.simulate.scene import Scene

P = TypeVar("P")


@dataclass(frozen=True)
class Span:
    """One range of days of one simulation, with what the world's own truth holds."""

    spark: SparkSession
    scene: Scene
    out: Path
    from_day: int
    end_day: int

    def once(self, name: str, made: Callable[[], DataFrame]) -> DataFrame:
        """A table of the world, which every range of days shares: the first of them makes it."""
        if not truth.stands(self.out, name):
            truth.keep(made(), self.out, name)
        return self.table(name)

    def table(self, name: str) -> DataFrame:
        """A table of the world: members, stores, choices, repertoires, or what a stream has made `once`."""
        return truth.read(self.spark, self.out, name)

    def visits(self) -> DataFrame:
        """Visits of every day that a delivery of the range may tell of."""
        return truth.read(self.spark, self.out, "visits", self.from_day)

    def kept(self, frame: DataFrame, name: str) -> DataFrame:
        """`frame` written as a part of a truth table, and read again from there."""
        truth.keep(frame, self.out, name, self.from_day)
        return truth.read(self.spark, self.out, name, self.from_day)


def _anything(_parameters: object, _world: World) -> None:
    """The check of a stream whose parameters fit every world."""


@dataclass(frozen=True)
class Stream(Generic[P]):
    """A kind of delivery, declared as `STREAM` in a module below `streams`.

    `name` is the key of its parameters in conf/simulation/world.yml and in `--set NAME.parameter=value`; `parameters`
    is a frozen dataclass whose fields all have a default (`parameter`). `made` gives the files of a range of days, each
    with the truth it leaves behind. `check` raises ValueError for parameters that do not fit the world.
    """

    name: str
    description: str
    parameters: type[P]
    made: Callable[[Span, P], Iterator[Delivery]]
    check: Callable[[P, World], None] = _anything


def parameter(default: Any, doc: str) -> Any:
    """A field of a stream's parameters: its default, and what it means in a few words."""
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True)
class Nothing:
    """The parameters of a stream that has nothing to set."""
