"""An analyst's own segmentation, made of a file and held against the standard one."""

import argparse
from pathlib import Path

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.cli.lake import opened
from gcrm.cli.printed import text
from gcrm.cli.project import Project
from gcrm.core.errors import MistakesError, UsageError
from gcrm.core.settings.config import into
from gcrm.core.settings.nodes import read_yaml
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.looks import Answer
from gcrm.core.storage.snapshots import days, latest
from gcrm.features.members import MEMBER_FEATURES
from gcrm.marts.member_power import MEMBER_POWER
from gcrm.models.segments.definition import POWER, Definition, assigned
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.stats.clustering import adjusted_rand_index


def read(path: Path) -> Definition:
    """The definition in a file. Raises MistakesError that names every mistake in it with its line."""
    problems = list[str]()
    definition = into(Definition, read_yaml(path), problems, "the definition")
    if problems or definition is None:
        raise MistakesError(problems)
    return definition


def segment(args: argparse.Namespace, project: Project) -> int:
    """Prints the segments with their sizes, and how far they are the standard ones; writes who is where, if asked."""
    definition = read(args.definition)
    if args.out and args.out.exists():
        raise UsageError(f"{args.out} is there already; name a new folder with --out.")
    lake = opened("segment", project)
    if not lake.exists(MEMBER_FEATURES) or not (there := days(lake, MEMBER_FEATURES)):
        raise UsageError("features.members has not been built; gcrm run builds it.")
    own, why = assigned(definition, _members(lake, definition), there[-1])
    own = own.persist()
    print(f"{definition.name}, as of {there[-1]}: {why}")
    print(text(sizes(own)))
    if lake.exists(SEGMENT_MEMBERS):
        print(agreement(own, latest(lake, SEGMENT_MEMBERS)))
    if args.out:
        own.write.parquet(str(args.out.absolute()))
        print(f"Who is in which: {args.out}.")
    return 0


def _members(lake: Lakehouse, definition: Definition) -> DataFrame:
    """Features of members, and their power where it has been built."""
    features = latest(lake, MEMBER_FEATURES)
    if lake.exists(MEMBER_POWER):
        return features.join(latest(lake, MEMBER_POWER).select("member_id", *POWER), "member_id", "left")
    if definition.power:
        raise UsageError(
            f"{MEMBER_POWER.name} has not been built, so there is no {definition.power[0]}; gcrm run builds it."
        )
    return features


def sizes(own: DataFrame) -> Answer:
    """Members and share of each segment, the largest first."""
    rows = own.groupBy("segment").agg(F.count(F.lit(1)).alias("n")).orderBy(F.desc("n"), "segment").collect()
    total = sum(row["n"] for row in rows)
    shown = ({"segment": row["segment"], "members": row["n"], "share": f"{row['n'] / total:.1%}"} for row in rows)
    return Answer(("segment", "members", "share"), tuple(shown))


def agreement(own: DataFrame, standard: DataFrame) -> str:
    """How far the segments are the standard ones, of members who have both."""
    both = standard.select("member_id", F.col("segment").alias("standard")).join(own, "member_id")
    cells = {(row["segment"], row["standard"]): row["n"] for row in both.groupBy("segment", "standard").agg(
        F.count(F.lit(1)).alias("n")).collect()}  # fmt: skip
    rows, columns = sorted({a for a, _ in cells}), sorted({b for _, b in cells})
    n = sum(cells.values())
    if n < 2:
        return "No member has a standard segment to compare with."
    index = adjusted_rand_index([[cells.get((a, b), 0) for b in columns] for a in rows])
    return f"Agreement with the {len(columns)} standard segments: {index:.2f} (adjusted Rand index, {n:,} members)."
