"""A look without Spark gives what Spark gives."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from gcrm.core.contracts.table import Field, Table, Upsert
from gcrm.core.errors import UsageError
from gcrm.core.storage.far_looks import FarLooks
from gcrm.core.storage.looks import Answer, Looks, UnreadableTableError, require

THINGS = Table(
    "silver.things",
    "Things of every type.",
    (
        Field("thing_id", "string", "Key"),
        Field("n", "bigint", "Count"),
        Field("share", "double", "Share"),
        Field("paid", "decimal(18,2)", "Money"),
        Field("day", "date", "Day"),
        Field("at", "timestamp", "Moment"),
        Field("names", "array<string>", "Names"),
        Field("place", "struct<file:string,line:bigint>", "Place"),
    ),
    key=("thing_id",),
    load=Upsert(),
)
SCHEMA = ", ".join(f"{field.name} {field.type}" for field in THINGS.fields)
NOON = datetime(2024, 3, 1, 12, 0)


def thing(key, n):
    return (key, n, n / 3, Decimal(f"{n}.25"), date(2024, 3, n), NOON, [key, "ü"], (f"{key}.csv", n))


@pytest.fixture
def looks(lake):
    """The table after rows were updated and deleted, so that files hold rows which are no more."""
    frame = lake.spark.createDataFrame([thing("a", 1), thing("b", 2), thing("c", 3)], SCHEMA)
    lake.replace(THINGS, frame, {})
    lake.merge(THINGS, lake.spark.createDataFrame([thing("b", 5)], SCHEMA), {})
    lake.spark.sql(f"DELETE FROM delta.`{lake.path(THINGS)}` WHERE thing_id = 'a'")
    return Looks(Path(lake.root), Path(lake.vault))


def test_what_is_told_without_spark_is_what_spark_tells(lake, looks):
    far = FarLooks(lake, [THINGS])
    told = looks.rows("silver.things", 9)
    assert told == far.rows("silver.things", 9)
    assert list(told.rows) == [row.asDict(recursive=True) for row in lake.read(THINGS).orderBy("thing_id").collect()]
    assert [row["n"] for row in told.rows] == [5, 3]
    for tell in ("version", "count", "holds"):
        assert getattr(looks, tell)("silver.things") == getattr(far, tell)("silver.things")
    assert looks.names() == far.names() == ["silver.things"]
    for one in (looks, far):
        answer = one.query("SELECT t.n AS n FROM t WHERE thing_id = 'c'", {"t": "silver.things"})
        assert answer == Answer(("n",), ({"n": 3},))
        with pytest.raises(UsageError, match=r"^The statement cannot be run: .*nope"):
            one.query("SELECT nope FROM t", {"t": "silver.things"})


def test_what_is_not_there_is_told_with_what_is():
    with pytest.raises(UsageError, match=r"^Unknown table 'silver.thing': did you mean 'silver.things'\?.*`gcrm run`"):
        require("silver.thing", ["silver.things"])


def test_a_log_that_cannot_be_read_is_left_to_spark(tmp_path):
    log = tmp_path / "silver" / "things" / "_delta_log"
    log.mkdir(parents=True)
    (log / "00000000000000000000.json").write_text("{torn")
    looks = Looks(tmp_path, tmp_path / "vault")
    assert looks.names() == ["silver.things"]
    with pytest.raises(UnreadableTableError, match=r"^silver\.things: "):
        looks.count("silver.things")
