"""What is true of a simulated coalition, as frames in plain words, whatever the simulation keeps it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from gcrm.core.errors import UsageError
from gcrm.simulate.columns import partner_of, week_end
from gcrm.simulate.files import truth, zone
from gcrm.simulate.files.dirt import EXPECTED
from gcrm.simulate.files.systems import SYSTEMS
from gcrm.simulate.scene import Scene
from gcrm.simulate.streams.posts.parameters import Posts
from gcrm.simulate.streams.posts.stream import STREAM
from gcrm.simulate.truth import areas, cells, spends
from gcrm.simulate.words import SENTIMENTS
from gcrm.simulate.world import load

SUPERSEDED = "superseded"
NAMESPACE = "programme"  # of the card numbers that a simulation writes


@dataclass(frozen=True)
class Place:
    """Where a truth lies and which world it is of; `end_day` is the first day that was not simulated."""

    scene: Scene
    out: Path
    end_day: int


def place(folder: Path, conf: Path, sets: list[str]) -> Place:
    """The truth in `folder`, of the world that `conf` and `sets` make.

    Raises UsageError where there is none, or where it is of another world.
    """
    noted = zone.read(folder.parent)
    if noted is None or folder.name != "truth":
        raise UsageError(
            f"{folder} is no truth of a simulation; give the folder `truth` below what `gcrm simulate` wrote."
        )
    world = load(conf, sets)
    wanted = zone.note(world, noted.seed, noted.members, 0, 0)
    zone.require_kin(folder.parent, noted, wanted)
    if wanted.world != noted.world:
        raise UsageError("The simulation was made with other parameters; give the same --set, and the same world.yml.")
    return Place(Scene(world, noted.seed, noted.members), folder.parent, noted.end_day)


@dataclass(frozen=True)
class Truth:
    """Frames of what is true; money is in hundredths, and days count from the first one simulated."""

    spark: SparkSession
    place: Place

    @property
    def kinds(self) -> Mapping[str, str]:
        """Kinds of planted defects, and what a run must make of such a line: kept, repeated or quarantined."""
        return {kind: becomes for kind, (becomes, _) in EXPECTED.items()}

    @property
    def tills(self) -> tuple[str, ...]:
        """Names of the till systems, each of which delivers into a folder of its name."""
        return tuple(SYSTEMS)

    def members(self) -> DataFrame:
        """member, card, archetype (true type at the end), is_odd (of a type that fits no other), has_moved (to another
        type, on purpose), relative_log_income (above the world's mean), is_stated (whether a register that was
        delivered names the member)."""
        world = self.place.scene.world
        moved = (F.col("next_archetype") != F.col("archetype")) & F.lit(self.place.end_day > world.lifestyles.moved_day)
        # Who joins is stated when the week ends.
        stated_on = F.when(F.col("joined_day") == 0, 0).otherwise(week_end(F.col("joined_day")))
        return self._kept("members").select(
            "member",
            "card",
            F.when(moved, F.col("next_archetype")).otherwise(F.col("archetype")).alias("archetype"),
            (F.col("archetype") >= len(world.types)).alias("is_odd"),
            moved.alias("has_moved"),
            (F.col("log_income") - self.place.scene.world.income.mean_log).alias("relative_log_income"),
            (stated_on < self.place.end_day).alias("is_stated"),
        )

    def spends(self) -> DataFrame:
        """member, log_spend: what the member may be expected to spend in the days simulated."""
        return spends.expected(self.spark, self._kept("repertoires"), self.place.scene, self.place.end_day)

    def deliveries(self) -> DataFrame:
        """file, kind, n_rows: every file that was written or held back, and what is odd about it as a whole."""
        return self._kept("deliveries").select(F.col("path").alias("file"), "kind", "n_rows")

    def defects(self) -> DataFrame:
        """file, line, kind, becomes: every planted defect, and what a run must make of it: one of `kinds`, or
        `superseded` in a file that a later delivery corrects."""
        corrected = self.deliveries().filter("kind = 'corrected' AND file NOT LIKE '%_corrected.%'")
        first = corrected.select("file", F.lit(True).alias("is_first"))
        becomes = F.create_map(*(F.lit(part) for pair in self.kinds.items() for part in pair))
        planted = self._kept("defects").withColumnRenamed("path", "file").join(first, "file", "left")
        outcome = F.when(F.col("is_first"), SUPERSEDED).otherwise(becomes[F.col("kind")])
        return planted.select("file", "line", "kind", outcome.alias("becomes"))

    def cells(self) -> DataFrame:
        """card, month, partner_id, category, n_lines, n_baskets, cents: sums over the lines that a run must keep."""
        # Each range of days holds those before it too, of which late lines are.
        visits = self._kept("visits").filter("day >= from_day").drop("from_day")
        return cells.meant(visits, self._kept("defects"), self.place.scene, self.place.end_day)

    def areas(self) -> pd.DataFrame:
        """area_id (today's code), people, mean_relative_log_income and sd_log_income of the members among them.

        An area that took several in by the reform has a row for each of them.
        """
        return areas.of_today(self.place.scene, self.place.end_day)

    def posts(self) -> DataFrame:
        """post_id, language, partner_id (whom it is about), place (as its text names it, null where it does not),
        sentiment (negative, neutral or positive), topic, trend, is_spam, is_bot, is_early_adopter (its author)."""
        names = F.array(*(F.lit(one) for one in SENTIMENTS))
        return (
            self._kept("posts")
            .join(self._kept("authors"), "member", "left")
            .select(
                "post_id",
                "language",
                partner_of(self.place.scene, "partner").alias("partner_id"),
                F.when(F.col("names_place"), F.col("place")).alias("place"),
                F.get(names, F.col("sentiment") + 1).alias("sentiment"),
                *("topic", "trend", "is_spam", "is_bot", "is_early_adopter"),
            )
        )

    def trends(self) -> dict[str, tuple[date, bool]]:
        """By name the day on which a trend has half of its followers, or on which it is bought; and whether it is."""
        world = self.place.scene.world
        given: Posts = getattr(world, STREAM.name)
        start = world.start
        rose = {one.name: (start + timedelta(days=one.day), False) for one in given.trends}
        bought = given.bought_trend
        every = {**rose, bought.name: (start + timedelta(days=bought.day), True)}
        return {name: told for name, told in every.items() if told[0] < start + timedelta(days=self.place.end_day)}

    def _kept(self, name: str) -> DataFrame:
        return truth.read(self.spark, self.place.out, name)
