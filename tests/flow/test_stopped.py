"""A run of which a check stopped a part: what it says, how it ends, what stays as it was, and how it goes on."""

from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from tests.flow.stall import CHAIN, FIRST, LAST, Stall, days, lines

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.features.payments import PAYMENT_FEATURES
from gcrm.ops.quality import QUALITY
from gcrm.ops.runs import RUNS
from gcrm.ops.steps import STEPS
from gcrm.publish.portraits import PUBLISHED_PORTRAITS

pytestmark = pytest.mark.sequences
ONLY = (*CHAIN, "marts.portraits", "publish.portraits")


class Odd:
    """A stall that took cards as `debit_card` until its till was changed, and calls them `Card` ever since."""

    def __init__(self, spark: SparkSession, folder: Path) -> None:
        self.stall = Stall(folder)
        self.lake = Lakehouse(spark, str(self.stall.lakehouse))
        self.stall.state("1", [f"card-{i},2018-01-01,young" for i in range(7)])
        self.first = [line for day in days(FIRST, LAST) for line in lines(day)]

    def deliver(self, method: str, name: str = "all") -> None:
        odd = [f"{line.rpartition(',')[0]},{method}" if method else line for line in self.first]
        self.stall.deliver(name, odd)

    def steps(self) -> dict[str, str]:
        run = self.lake.read(RUNS).orderBy("started_at", ascending=False).first()
        assert run is not None
        rows = self.lake.read(STEPS).filter(f"run_id = '{run['run_id']}'").collect()
        return {row["table_name"]: row["status"] for row in rows}


@pytest.fixture(scope="module")
def odd(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Odd:
    return Odd(spark, tmp_path_factory.mktemp("odd") / "stall")


def test_payments_that_are_all_refused_stop_what_is_made_of_them(odd: Odd) -> None:
    odd.deliver("")
    code, said, _ = odd.stall.run(only=ONLY)
    assert (code, "\nDone in " in said) == (0, True), said
    assert "no products.sql: no categories, brands and departments of what is bought." in said
    built = {table: odd.lake.version(table) for table in (PAYMENT_FEATURES, PUBLISHED_PORTRAITS)}
    odd.deliver("Card")
    n = sum(line.split(",")[1] == "1" for line in odd.first)
    code, said, told = odd.stall.run(only=ONLY)
    sentence = (
        f"{n} of {n} rows of silver.payments were refused: more than 50% stops what is made of it (quality.refused)."
    )
    assert (code, told) == (3, f"gcrm: {sentence}\n"), said
    assert "\nStopped in " in said
    known = "credit_card, debit_card, bank_slip, voucher, cash, other"
    assert f"{n} of {n} rows of silver.payments refused: `Card` is not one of {known}; add an alias" in said
    assert {table: odd.lake.version(table) for table in built} == built
    steps = odd.steps()
    assert {steps[table.name] for table in built} == {"held"}
    assert steps["silver.transactions"] == "done", "what is not behind it goes on"
    run = odd.lake.read(RUNS).orderBy("started_at", ascending=False).first()
    assert run is not None
    assert (run["status"], run["message"]) == ("failed", sentence)
    found = odd.lake.read(QUALITY).filter("status = 'stopped'").collect()
    assert [(row["table_name"], row["check_name"], row["observed"], row["stop_beyond"]) for row in found] == [
        ("silver.payments", "refused", 1.0, 0.5)
    ]


def test_the_same_again_stops_again_though_nothing_changed(odd: Odd) -> None:
    code, said, told = odd.stall.run(only=ONLY)
    assert code == 3, said
    assert "rows of silver.payments were refused" in told
    assert odd.steps()["silver.payments"] == "unchanged"
    assert odd.steps()[PUBLISHED_PORTRAITS.name] == "held"
    code, said, told = odd.stall.run(only=["features.payments"])
    assert (code, odd.steps()) == (3, {"features.payments": "held"}), (
        "a stop holds also where only what reads it is run"
    )


def test_who_allows_more_goes_on(odd: Odd) -> None:
    code, said, _ = odd.stall.run("--set", "quality.tables.silver.payments.refused.stop=100%", only=ONLY)
    assert code == 0, said
    assert "warned: " in said
    assert odd.steps()[PUBLISHED_PORTRAITS.name] == "done"
    assert odd.lake.read(PAYMENT_FEATURES).count() == 0
