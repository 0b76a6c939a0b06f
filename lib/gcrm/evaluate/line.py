"""A line of the report, and what every part of it is told."""

from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from gcrm.core.contracts.table import Table
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.simulate.files import truth
from gcrm.simulate.scene import Scene


@dataclass(frozen=True)
class Line:
    """One thing that was compared: `value` in words with its figures."""

    topic: str
    what: str
    value: str


@dataclass(frozen=True)
class Given:
    """A lakehouse, and the simulation that it was made from; `key` is that of the programme's card numbers."""

    lake: Lakehouse
    scene: Scene
    out: Path
    end_day: int
    key: bytes

    @property
    def spark(self) -> SparkSession:
        return self.lake.spark

    def table(self, table: Table) -> DataFrame | None:
        return self.lake.read(table) if self.lake.exists(table) else None

    def truth(self, name: str) -> DataFrame:
        return truth.read(self.spark, self.out, name)


def share(part: float, whole: float) -> str:
    """
    >>> share(1999, 2000), share(0, 0)
    ('99.95%', 'none')
    """
    return f"{part / whole:.2%}" if whole else "none"
