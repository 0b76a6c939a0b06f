"""The brazil coalition, files to marts: on slices made here, and on the real folder where it is beside the checkout."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual
from tests.conftest import REPOSITORY, SHARED_DATA
from tests.flow import slices

from gcrm.cli.main import run
from gcrm.cli.project import Project, assemble
from gcrm.core.contracts.graph import find
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.storage.snapshots import latest

CONF = REPOSITORY / "conf"
REAL = SHARED_DATA / "brazil"
WHERE_IT_IS = pytest.mark.skipif(not REAL.is_dir(), reason=f"{REAL} is not on this machine")


class Run:
    """A lakehouse that `gcrm run` made, and its tables by name."""

    def __init__(self, spark: SparkSession, landing: Path, folder: Path) -> None:
        self.landing, self.folder = landing, folder
        self.project: Project = assemble(CONF, "brazil", "local", [], landing, bytes)
        self.lake = Lakehouse(spark, str(folder))

    @property
    def real(self) -> bool:
        return self.landing == REAL

    def again(self, *only: str) -> int:
        return run(self._command(*only))

    def as_a_user(self) -> int:
        """The same in a process of its own, with the environment's settings and none of the tests'."""
        return subprocess.run([sys.executable, "-m", "gcrm.cli.main", *self._command()], check=False).returncode

    def _command(self, *only: str) -> list[str]:
        chosen = ["--only", *only] if only else []
        where = ["--coalition", "brazil", "--landing", str(self.landing), "--lakehouse", str(self.folder)]
        return ["run", *where, "--conf", str(CONF), *chosen]

    def table(self, name: str) -> DataFrame:
        return self.lake.read(find(self.project.tables, name))

    def versions(self) -> dict[str, int]:
        return {step.output.name: self.lake.version(step.output) for step in self.project.steps}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("slice", marks=[pytest.mark.sequences, pytest.mark.core]),
        pytest.param("real", marks=[pytest.mark.realdata, WHERE_IT_IS]),
    ],
)
def whole(request: pytest.FixtureRequest, spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Run:
    lakehouse = tmp_path_factory.mktemp("lakehouse")
    if request.param == "real":
        made = Run(spark, REAL, lakehouse)
        assert made.as_a_user() == 0
    else:
        made = Run(spark, slices.brazil(tmp_path_factory.mktemp("landing"), CONF), lakehouse)
        assert made.again() == 0
    return made


def test_a_past_day_is_made_of_the_lines_up_to_it_and_nothing_else_changes(whole: Run) -> None:
    before = whole.versions()
    lines = whole.table("silver.transactions").filter("state = 'settled' AND member_id IS NOT NULL")
    last = lines.agg(F.max("business_date").alias("day")).first()["day"]
    asked = last - timedelta(days=30)
    assert run([*whole._command("features.purchases"), "--date", str(asked)]) == 0
    visit = F.when(F.col("amount") > 0, F.col("business_date"))
    sums = F.countDistinct(visit).alias("n_visits"), F.sum("amount").cast("decimal(18,2)").alias("amount")
    meant = lines.filter(F.col("business_date") <= asked).groupBy("member_id").agg(*sums).filter("n_visits > 0")
    built = whole.table("features.purchases").filter(F.col("as_of") == asked).select("member_id", "n_visits", "amount")
    assertDataFrameEqual(built, meant)
    assert not meant.isEmpty()
    assert {name for name, version in whole.versions().items() if version != before[name]} == {"features.purchases"}


def test_a_day_before_the_first_is_refused(whole: Run, capsys: pytest.CaptureFixture[str]) -> None:
    before = whole.versions()
    assert run([*whole._command("features.purchases"), "--date", "2001-01-01"]) == 2
    assert "--date 2001-01-01 lies before 201" in capsys.readouterr().err
    assert whole.versions() == before


def test_no_line_is_lost_between_bronze_and_silver(whole: Run) -> None:
    delivered = whole.table("bronze.marketplace_items").count()
    kept = whole.table("silver.transactions").count()
    refused = whole.table("ops.quarantine").filter("table_name = 'silver.transactions'").count()
    assert kept + refused == delivered
    assert delivered == (8365 if whole.real else 540)


def test_every_comment_is_kept_or_quarantined(whole: Run) -> None:
    delivered = whole.table("vault.marketplace_reviews").filter("review_comment_message IS NOT NULL").count()
    kept = whole.table("silver.posts").filter("text IS NOT NULL").count()
    refused = whole.table("ops.quarantine").filter("table_name = 'silver.posts' AND record LIKE '%\"text\":%'").count()
    assert kept + refused == delivered
    assert delivered == (4113 if whole.real else 180)


def test_every_step_accounts_for_its_rows(whole: Run) -> None:
    lost = whole.table("ops.steps").filter("rows_built <> rows_kept + rows_quarantined + rows_repeated")
    assert lost.count() == 0


def test_places_are_matched_and_the_rest_is_quarantined(whole: Run) -> None:
    step = whole.table("ops.steps").filter("table_name = 'silver.members'").first()
    assert step is not None
    assert step.rows_quarantined / step.rows_built <= (0.006 if whole.real else 0.02)
    reasons = (
        whole.table("ops.quarantine").filter("table_name = 'silver.members'").select(F.explode("failed")).distinct()
    )
    assert "place_is_an_area" in {row[0] for row in reasons.collect()}


def test_personal_data_is_masked_and_keys_are_pseudonyms(whole: Run) -> None:
    texts = whole.table("silver.posts").filter("text RLIKE '[A-Za-z0-9._]+@[A-Za-z0-9]+[.][a-z]{2}'")
    assert texts.count() == 0
    members = whole.table("silver.transactions").select("member_id").distinct()
    keys = whole.table("vault.marketplace_customers").select(F.col("customer_unique_id").alias("member_id"))
    assert members.join(keys, "member_id").count() == 0
    assert members.filter("NOT member_id RLIKE '^[0-9a-f]{32}$'").count() == 0


def test_the_marts_are_there(whole: Run) -> None:
    areas = whole.table("marts.area_power")
    assert areas.filter("power_p10 < power_p50 AND power_p50 < power_p90").count() == areas.count() > 0
    assert whole.table("marts.portraits").select("segment").distinct().count() >= 1
    assert whole.table("publish.area_power").filter("n_members BETWEEN 1 AND 9").count() == 0


def test_the_same_again_changes_nothing(whole: Run) -> None:
    before = whole.versions()
    assert whole.again() == 0
    assert whole.versions() == before


@pytest.mark.sequences
def test_a_second_delivery_gives_what_one_delivery_gives(spark: SparkSession, tmp_path: Path) -> None:
    """Orders of the last month come later; their lines, payments and reviews waited in quarantine."""
    chain = ("vault.*", "bronze.*", "silver.*", "warehouse.*", "features.*")
    scratch = Run(spark, slices.brazil(tmp_path / "all", CONF), tmp_path / "scratch")
    (tmp_path / "scratch" / "vault").mkdir(exist_ok=True, parents=True)
    slices.brazil(tmp_path / "held", CONF, (1, 2))
    held = Run(spark, tmp_path / "held", tmp_path / "grown")
    assert held.again(*chain) == 0
    waiting = held.table("ops.quarantine").filter("table_name = 'silver.transactions'").count()
    assert waiting == 180
    key = (tmp_path / "grown" / "vault" / "key").read_bytes()
    secret = tmp_path / "scratch" / "vault" / "key"
    secret.write_bytes(key)
    secret.chmod(0o600)
    assert scratch.again(*chain) == 0
    slices.orders_only(tmp_path / "held", CONF, (3,), "march")
    assert held.again(*chain) == 0
    for step in held.project.steps:
        name = step.output.name
        if name.partition(".")[0] in ("silver", "warehouse", "features"):
            assert _rows(latest(held.lake, step.output)) == _rows(latest(scratch.lake, step.output)), name
    second = held.table("ops.steps").filter("status = 'done'").orderBy("started_at")
    touched = {row.table_name: row for row in second.collect() if row.mode == "touched"}
    assert touched["silver.transactions"].rows_built == 180
    assert touched["warehouse.member_months"].rows_written == touched["warehouse.member_months"].rows_kept


def _rows(frame: DataFrame) -> list[str]:
    """Every row as text, sorted; where a row came from is no part of what it says."""
    return sorted(
        row[0] for row in frame.select(F.to_json(F.struct(*[c for c in frame.columns if c != "_source"]))).collect()
    )
