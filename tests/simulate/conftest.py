"""A small world whose distributions tests measure, made once: a year of what its members do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest
from pyspark.sql import DataFrame, SparkSession

from gcrm.simulate import baskets, repertoires, stores, visits
from gcrm.simulate.members import members
from gcrm.simulate.parameters import load
from gcrm.simulate.scene import Scene

CONF = Path(__file__).resolve().parents[2] / "conf"
SEED, MEMBERS, DAYS = 7, 6000, 364


@dataclass(frozen=True)
class Kept:
    """A scene and tables of it, for Spark to read again, or for pandas."""

    spark: SparkSession
    scene: Scene
    folder: Path
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)

    def keep(self, name: str, made: DataFrame) -> DataFrame:
        made.write.parquet(str(self.folder / name))
        return self.table(name)

    def table(self, name: str) -> DataFrame:
        return self.spark.read.parquet(str(self.folder / name))

    def frame(self, name: str) -> pd.DataFrame:
        """A copy, so that no test changes what the next one reads."""
        if name not in self.frames:
            self.frames[name] = pd.read_parquet(self.folder / name)
        return self.frames[name].copy()


@pytest.fixture(scope="session")
def keeping(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Kept]:
    """Makes the place for a scene with some of the world's parameters set otherwise."""

    def place(n_members: int, *sets: str, seed: int = SEED) -> Kept:
        scene = Scene(load(CONF, list(sets)), seed, n_members)
        return Kept(spark, scene, tmp_path_factory.mktemp("kept"))

    return place


@pytest.fixture(scope="session")
def kept(keeping: Callable[..., Kept]) -> Kept:
    """members, stores, choices, repertoires, visits and lines of a year in the world as it is configured."""
    made = keeping(MEMBERS)
    spark, scene = made.spark, made.scene
    people = made.keep("members", members(spark, scene))
    shops = made.keep("stores", stores.stores(spark, scene))
    chosen = made.keep("choices", stores.choices(spark, shops, scene))
    habits = made.keep("repertoires", repertoires.repertoires(people, scene))
    year = made.keep("visits", visits.visits(habits, chosen, scene, 0, DAYS))
    made.keep("lines", baskets.lines(year, scene))
    return made
