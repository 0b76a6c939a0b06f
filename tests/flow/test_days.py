"""A stall's files to features and segments as of any day: built later, a day is what it was at the time."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual
from tests.flow.stall import LAST, Stall, days, lines

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import same
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.ops.runs import RUNS
from gcrm.ops.steps import STEPS
from gcrm.vault.keys import VARIABLE
from gcrm.warehouse.member_history import MEMBER_HISTORY
from gcrm.warehouse.member_months import MEMBER_MONTHS

pytestmark = pytest.mark.sequences
MIDDLE, END = date(2018, 2, 10), date(2018, 2, 28)
LATE = ["late,1,card-5,2018-02-09 12:00:00,fruit,9.00,cash", "later,1,card-6,2018-02-11 12:00:00,fish,9.00,cash"]
BY_DAY = (MEMBER_FEATURES, SEGMENT_MEMBERS)


class Grown:
    """A lakehouse that was brought up to date on two past days and today, and what it held on these days."""

    def __init__(self, spark: SparkSession, folder: Path) -> None:
        self.stall = Stall(folder)
        self.lake = Lakehouse(spark, str(self.stall.lakehouse))
        self.stall.state("1", [f"card-{i},2018-01-01,young" for i in range(4)])
        self.then: dict[tuple[str, date], list[object]] = {}
        since = days()[0]
        for until in (MIDDLE, END, LAST):
            self.stall.deliver(str(until), [line for day in days(since, until) for line in lines(day)])
            if until == END:
                self.stall.state("2", ["card-0,2018-02-20,old", "card-1,2018-02-28,old"])
            assert self.stall.run()[0] == 0
            self.then |= {(table.name, until): self.of(table, until).collect() for table in BY_DAY}
            since = until + timedelta(days=1)

    def of(self, table: object, day: date) -> DataFrame:
        return self.lake.read(table).filter(F.col("as_of") == F.lit(day)).orderBy("member_id")  # type: ignore[arg-type]


@pytest.fixture(scope="module", autouse=True)
def key() -> Iterator[None]:
    """Both lakehouses know members by the same pseudonyms."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(VARIABLE, "8d1f0a6be2c45793b01e9c7f64d2a85be3370c59f19846adcb02e57d1a6f83b4")
        yield


@pytest.fixture(scope="module")
def grown(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Grown:
    return Grown(spark, tmp_path_factory.mktemp("stall") / "grown")


@pytest.fixture(scope="module")
def at_once(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lakehouse:
    """Everything was delivered before the first run, which was as of three days."""
    stall = Stall(tmp_path_factory.mktemp("stall") / "at_once")
    stall.state("1", [f"card-{i},2018-01-01,young" for i in range(4)])
    stall.state("2", ["card-0,2018-02-20,old", "card-1,2018-02-28,old"])
    stall.deliver("all", [line for day in days() for line in lines(day)])
    assert (
        stall.run("--date", str(MIDDLE), "--date", str(LAST), "--every", "month-end", "--since", "2018-02-01")[0] == 0
    )
    return Lakehouse(spark, str(stall.lakehouse))


def test_days_built_later_in_one_run_equal_those_built_then(grown: Grown, at_once: Lakehouse) -> None:
    for table in BY_DAY:
        built = at_once.read(table)
        same(built.select("as_of").distinct(), [(MIDDLE,), (END,), (LAST,)])
        # Which of two tills' files a line stood in is not told by either table, so all columns are compared.
        then = [row for day in (MIDDLE, END, LAST) for row in grown.then[table.name, day]]
        assertDataFrameEqual(built, grown.lake.spark.createDataFrame(then, built.schema))
    stated = {row["member_id"]: row["age_band"] for row in grown.then[MEMBER_FEATURES.name, END]}
    before = {row["member_id"]: row["age_band"] for row in grown.then[MEMBER_FEATURES.name, MIDDLE]}
    assert sum(stated[member] != before[member] for member in before) == 2, "what was stated of members is of the day"


def test_what_is_up_to_date_is_not_taken_back(grown: Grown, at_once: Lakehouse) -> None:
    for table in (MEMBER_MONTHS, MEMBER_HISTORY):
        assertDataFrameEqual(at_once.read(table), grown.lake.read(table))


def test_what_came_late_changes_its_members_and_is_told(grown: Grown) -> None:
    grown.stall.deliver("late", LATE)
    code, said, _ = grown.stall.run("--date", str(MIDDLE), "--date", str(END))
    assert code == 0
    features = "features.purchases"
    assert any(features in line and "2 of 2 days  3 late" in line for line in said.splitlines()), said
    told = grown.lake.read(STEPS).filter(F.col("table_name") == features).filter("rows_late > 0")
    same(told, [(MIDDLE, 1), (END, 2)], "as_of", "rows_late")
    for day, n in ((MIDDLE, 1), (END, 2)):
        then, now = ({tuple(row) for row in rows} for rows in (
            grown.then[MEMBER_FEATURES.name, day], grown.of(MEMBER_FEATURES, day).collect(),
        ))  # fmt: skip
        assert len({row[0] for row in then ^ now}) == n
    # The latest day is as it was until a run is as of it.
    same(grown.of(MEMBER_FEATURES, LAST), grown.then[MEMBER_FEATURES.name, LAST])
    run = grown.lake.read(RUNS).orderBy(F.desc("started_at")).first()
    assert run is not None
    assert (run["as_of"], run["delivered_to"]) == (END, LAST)


def test_a_day_before_the_first_is_refused(grown: Grown) -> None:
    code, _, told = grown.stall.run("--date", "2017-12-31", only=["features.purchases"])
    first = "the first day in silver.transactions; give 2018-01-02 or later."
    assert (code, told) == (2, f"gcrm: --date 2017-12-31 lies before 2018-01-02, {first}\n")
