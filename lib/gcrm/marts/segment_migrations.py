"""One row per pair of segments: how many members went from the one to the other between two days, and how sure that is.

Who is near a border goes back and forth by chance, as many one way as the other. So a movement is judged by what it is
above the flow back (McNemar 1947), and the biggest such movement comes first. Where segments were fitted anew between
the two days, the row says so: its members may have stayed as they were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from gcrm.core.contracts.step import Every, Step
from gcrm.core.contracts.table import Field, Rule, Snapshots, Table, Unique
from gcrm.core.frames import small
from gcrm.core.storage.ddl import schema
from gcrm.marts.portraits import PORTRAITS
from gcrm.models.segments import JOB
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.models.segments.refits import REFITS
from gcrm.stats.proportions import mcnemar, wilson

_SURE = 3.0  # standard errors; of a few dozen pairs hardly one is that far off by chance
NOBODY = 0  # in place of a segment: not yet a member, or one no more

# What is told of members who went from one group to another.
FLOW = (
    Field("since", "date", "The earlier day", required=True),
    Field("from_name", "string", "Name of the group that is left, as of now", required=True),
    Field("to_name", "string", "Name of the group that is joined", required=True),
    Field("n_members", "bigint", "Members who went so, or stayed", required=True, unit="members"),
    Field("share", "double", "Of the members of the group that is left", required=True),
    Field("share_low", "double", "Lower end of the share's 95% interval (Wilson)", required=True),
    Field("share_high", "double", "Upper end of it", required=True),
    Field("n_back", "bigint", "Members who went the other way", required=True, unit="members"),
    Field("z", "double", "Standard errors by which the flow is above the flow back", required=True),
    Field("is_sure", "boolean", "It is hardly an accident: more than three standard errors", required=True),
    Field("says", "string", "The movement in a sentence", required=True),
)

MIGRATIONS = Table(
    name="marts.segment_migrations",
    doc=__doc__,
    key=("from_segment", "to_segment", "as_of"),
    fields=(
        Field("rank", "int", "1 is the biggest movement; null where members stay", unit="place"),
        Field("from_segment", "int", "Segment on `since`; 0: not yet a member"),
        Field("to_segment", "int", "Segment on `as_of`; 0: a member no more"),
        Field("as_of", "date", "The later day"),
        *FLOW,
        Field("is_refit", "boolean", "Segments were fitted anew in between", required=True),
    ),
    rules=(Rule("share_is_a_share", "share BETWEEN 0 AND 1"), Rule("days_are_in_order", "since < as_of")),
    checks=(Unique(("from_segment", "to_segment", "as_of")),),
    load=Snapshots(),
)


@dataclass(frozen=True)
class Settings:
    """`days`: the earlier day lies so many days before, or longer; where there is none, it is the first there is."""

    days: int = 28

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"days is {self.days}; 1 or more works.")


def build(segments: DataFrame, refits: DataFrame, portraits: DataFrame, settings: Settings, as_of: date) -> DataFrame:
    """Joins two days by member and counts pairs; no rows where there is one day only."""
    fits = {row["as_of"]: row["fitted_on"] for row in refits.select("as_of", "fitted_on").collect()}
    since = earlier(fits, as_of, settings.days)
    spark = segments.sparkSession
    if since is None:
        return small(spark, schema(MIGRATIONS))
    now, then = (segments.filter(F.col("as_of") == F.lit(day)).select("member_id", "segment") for day in (as_of, since))
    both = then.withColumnRenamed("segment", "from").join(now.withColumnRenamed("segment", "to"), "member_id", "full")
    pairs = [F.coalesce(name, F.lit(NOBODY)).alias(name) for name in ("from", "to")]
    counted = both.groupBy(*pairs).agg(F.count(F.lit(1)).alias("n")).collect()
    names = {
        row["segment"]: row["segment_name"] for row in portraits.select("segment", "segment_name").distinct().collect()
    }
    made = moved({(row["from"], row["to"]): row["n"] for row in counted}, names)
    common = {"as_of": as_of, "since": since, "is_refit": fits.get(since) != fits.get(as_of)}
    told = [{**row, **common, "from_segment": row["from"], "to_segment": row["to"]} for row in made]
    return small(spark, schema(MIGRATIONS), [[row[name] for name in MIGRATIONS.columns] for row in told])


def earlier(days: Sequence[date] | Mapping[date, Any], as_of: date, least: int) -> date | None:
    """The newest day that lies at least `least` days before, else the first one before; None without any.

    >>> days = [date(2018, 1, 31), date(2018, 2, 28), date(2018, 3, 30), date(2018, 3, 31)]
    >>> earlier(days, date(2018, 3, 31), 28), earlier(days, date(2018, 1, 31), 28)
    (datetime.date(2018, 2, 28), None)
    """
    before = sorted(day for day in days if day < as_of)
    far = [day for day in before if day <= as_of - timedelta(days=least)]
    return far[-1] if far else before[0] if before else None


def moved(
    counts: Mapping[tuple[int, int], int],
    names: Mapping[int, str],
    nobody: tuple[str, str] = ("no member yet", "no member any more"),
) -> list[dict[str, Any]]:
    """Rows, with `from` and `to`, of members counted by pair of groups: movements by what they are above the flow back,
    then who stays. `nobody`: what is left, and joined, where that is no group."""
    whole: dict[int, int] = {}
    for (left, _), n in counts.items():
        whole[left] = whole.get(left, 0) + n
    called = [{NOBODY: none} | dict(names) for none in nobody]
    rows = [_row(pair, n, counts.get(pair[::-1], 0), whole[pair[0]], called) for pair, n in counts.items()]
    stays = [row for row in rows if row["from"] == row["to"]]
    goes = [row for row in rows if row["from"] != row["to"]]
    goes.sort(key=lambda row: (-(row["n_members"] - row["n_back"]), -row["n_members"], row["from"], row["to"]))
    stays.sort(key=lambda row: row["from"])
    return [*({**row, "rank": rank} for rank, row in enumerate(goes, 1)), *({**row, "rank": None} for row in stays)]


def _row(pair: tuple[int, int], n: int, back: int, whole: int, called: Sequence[Mapping[int, str]]) -> dict[str, Any]:
    interval = wilson(n, whole)
    z = 0.0 if pair[0] == pair[1] else mcnemar(n, back)
    left, joined = (names.get(group, f"segment {group}") for names, group in zip(called, pair, strict=True))
    row = {
        "from": pair[0], "to": pair[1], "from_name": left, "to_name": joined, "n_members": n, "share": interval.share,
        "share_low": interval.low, "share_high": interval.high, "n_back": back if pair[0] != pair[1] else 0, "z": z,
        "is_sure": z > _SURE,
    }  # fmt: skip
    return {**row, "says": _says(row)}


def _says(row: Mapping[str, Any]) -> str:
    """
    >>> _says({"from": 1, "to": 2, "from_name": "rare", "to_name": "often", "n_members": 30,
    ...        "share": 0.3, "share_low": 0.22, "share_high": 0.4, "n_back": 4, "is_sure": True})
    '30 members went from "rare" to "often": 30% of them (22% to 40%), 4 went back'
    """
    n, share = row["n_members"], f"{row['share']:.0%}"
    who = f"{n:,} member{'s' if n != 1 else ''}"
    if row["from"] == row["to"]:
        return f'{who} stayed "{row["from_name"]}": {share} of them'
    if row["from"] == NOBODY:
        return f'{who} came new into "{row["to_name"]}"'
    head = f'{who} went from "{row["from_name"]}" to "{row["to_name"]}": {share} of them'
    back = "nobody went back" if not row["n_back"] else f"{row['n_back']:,} went back"
    sure = "" if row["is_sure"] else "; no more than chance may do"
    return f"{head} ({row['share_low']:.0%} to {row['share_high']:.0%}), {back}{sure}"


STEP = Step(
    output=MIGRATIONS,
    inputs={"segments": Every(SEGMENT_MEMBERS), "refits": Every(REFITS), "portraits": PORTRAITS},
    build=build,
    settings=Settings,
    job=JOB,
)
