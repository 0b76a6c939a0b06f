"""Small worlds, each made once: of which tests measure distributions, and whose files they read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from tests.conftest import COMPILED
from tests.simulate import coalition
from tests.simulate.visited import CAMPAIGNS, DAYS, FAMILIES, WEEK, brand_of

from gcrm.core.storage.session import temporarily
from gcrm.simulate.people import baskets, repertoires, stores, visits
from gcrm.simulate.people.members import members
from gcrm.simulate.scene import Scene
from gcrm.simulate.simulation import simulate
from gcrm.simulate.streams import contacts
from gcrm.simulate.world import load

CONF = Path(__file__).resolve().parents[2] / "conf"
SEED, MEMBERS = 7, 6000


@dataclass(frozen=True)
class Kept:
    """A scene and tables of it, for Spark to read again, or for pandas."""

    spark: SparkSession
    scene: Scene
    folder: Path
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)

    def keep(self, name: str, made: DataFrame) -> DataFrame:
        with temporarily(self.spark, COMPILED):
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


@pytest.fixture(scope="session")
def trial(kept: Kept, keeping: Callable[..., Kept]) -> Kept:
    """Half of those whom a campaign means are held out, and the brands are visited often, so that sides differ little
    by chance. Visits before and in each campaign; a year of one archetype's, untouched by the first campaign."""
    made = keeping(
        40000,
        "campaigns.holdout=0.5",
        "lines_of_business.cafe.a_week=0.6",
        "lines_of_business.pharmacy.a_week=0.3",
        seed=8,
    )
    scene, chosen = made.scene, kept.table("choices")
    meant = {campaign.name: brand_of(made, campaign.line) for campaign in scene.world.campaigns.list}
    people = members(made.spark, scene)
    assigned = made.keep("assigned", contacts.assigned(people, scene))
    of_those = F.col("brand").isin([*meant.values()])
    habits = made.keep("repertoires", repertoires.repertoires(people, scene).filter(of_those))
    for campaign in scene.world.campaigns.list:
        brand, weeks = F.col("brand") == meant[campaign.name], (campaign.week - campaign.weeks, campaign.weeks * 2)
        begin, end = WEEK * weeks[0], WEEK * sum(weeks)
        told = assigned.filter(F.col("campaign") == campaign.name)
        those = habits.filter(brand).join(told.select("member"), "member", "left_semi")
        seen = visits.visits(those, chosen, scene, begin, end)
        made.keep(campaign.name, seen.filter(brand).select("member", "day"))
    reached = assigned.filter((F.col("campaign") == CAMPAIGNS[0]) & F.col("is_treated"))
    mine = (F.col("brand") == meant[CAMPAIGNS[0]]) & (F.col("archetype") == FAMILIES)
    quiet = made.keep("untreated", habits.filter(mine).join(reached.select("member"), "member", "left_anti"))
    made.keep("year", visits.visits(quiet, chosen, scene, 0, DAYS).select("member", "day", "second"))
    return made


@pytest.fixture(scope="session")
def scene() -> Scene:
    """The world of a whole coalition that is small, and has much of every defect."""
    return Scene(load(CONF, coalition.SETS), SEED, coalition.MEMBERS)


@pytest.fixture(scope="session")
def zone(spark: SparkSession, scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is delivered in that world, with the truth beside it."""
    out = tmp_path_factory.mktemp("zone")
    simulate(spark, scene, out, 0, coalition.DAYS, 2, coalition.quiet)
    return out


@pytest.fixture(scope="session")
def tills(zone: Path) -> dict[str, tuple[list[str], list[coalition.Basket]]]:
    """Header and basket lines of every till's file."""
    return {path: coalition.read(zone, path) for path in coalition.till_files(zone)}


@pytest.fixture(scope="session")
def fates(zone: Path) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Path to the fate of every delivery, and to what is odd about its layout."""
    told, odd = dict[str, str](), dict[str, set[str]]()
    for row in coalition.true(zone, "deliveries"):
        if row["kind"] in ("recased", "reordered", "new_layout"):
            odd.setdefault(row["path"], set()).add(row["kind"])
        else:
            assert row["path"] not in told
            told[row["path"]] = row["kind"]
    return told, odd
