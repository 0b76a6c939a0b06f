"""A look without Spark gives what Spark gives."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from gcrm.cli import printed
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
        Field("flag", "boolean", "Whether"),
        Field("small", "int", "Small count"),
        Field("exact", "decimal(38,10)", "Exact figure"),
        Field("more", "map<string,string>", "Other names"),
        Field("parts", "array<struct<day:date,at:timestamp,paid:decimal(9,2)>>", "Parts"),
        Field("by_day", "map<string,struct<at:timestamp,names:array<string>>>", "Parts by day"),
    ),
    key=("thing_id",),
    load=Upsert(),
)
SCHEMA = ", ".join(f"{field.name} {field.type}" for field in THINGS.fields)
NOON = datetime(2024, 3, 1, 12, 0, 0, 250_001)


def thing(key, n):
    if n == 0:
        return (key, *[None] * (len(THINGS.fields) - 1))
    share = float("nan") if n == 4 else n / 3
    exact = Decimal(f"1234567890123456789012345678.{n:010d}")
    parts = [(date(1899, 12, 30), NOON, Decimal("0.10")), None, (None, None, None)]
    by_day = {"1": (NOON, [key, None]), "2": None} if n > 3 else {}
    return (key, n, share, Decimal(f"{n}.25"), date(2024, 3, n), NOON, [key, "ü", None], (f"{key}.csv", n),
            n > 3, -n, exact, {"a": "ü", "b": None}, parts if n > 3 else [], by_day)  # fmt: skip


@pytest.fixture
def looks(lake):
    """The table after rows were updated and deleted, so that files hold rows which are no more."""
    frame = lake.spark.createDataFrame(
        [thing("a", 1), thing("b", 2), thing("c", 3), thing("d", 4), thing("e", 0)], SCHEMA
    )
    lake.replace(THINGS, frame, {})
    lake.merge(THINGS, lake.spark.createDataFrame([thing("b", 5)], SCHEMA), {})
    lake.spark.sql(f"DELETE FROM delta.`{lake.path(THINGS)}` WHERE thing_id = 'a'")
    return Looks(Path(lake.root), Path(lake.vault))


def test_what_is_told_without_spark_is_what_spark_tells(lake, looks):
    far = FarLooks(lake, [THINGS])
    told, other = looks.rows("silver.things", 9), far.rows("silver.things", 9)
    # As text, for there NaN is equal to itself.
    for how in ("table", "csv", "json"):
        assert printed.text(told, how) == printed.text(other, how)
    assert repr(told) == repr(other)
    rows = [row.asDict(recursive=True) for row in lake.read(THINGS).orderBy("thing_id").collect()]
    assert repr(list(told.rows)) == repr(rows)
    assert [row["n"] for row in told.rows] == [5, 3, 4, None]
    for tell in ("version", "count", "holds"):
        assert getattr(looks, tell)("silver.things") == getattr(far, tell)("silver.things")
    assert looks.names() == far.names() == ["silver.things"]
    for one in (looks, far):
        answer = one.query("SELECT t.n AS n FROM t WHERE thing_id = 'c'", {"t": "silver.things"})
        assert answer == Answer(("n",), ({"n": 3},))
        with pytest.raises(UsageError, match=r"^The statement cannot be run: .*nope"):
            one.query("SELECT nope FROM t", {"t": "silver.things"})


def test_a_table_that_was_never_built_is_one_sentence(lake, looks):
    sales = replace(THINGS, name="silver.sales")
    for one in (looks, FarLooks(lake, [THINGS, sales])):
        with pytest.raises(UsageError, match=r"^Unknown table 'silver.sales': .* Known: silver.things\. `gcrm run`"):
            one.query("SELECT * FROM t", {"t": "silver.sales"})


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
