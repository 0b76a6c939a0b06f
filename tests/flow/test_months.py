"""Segments of a simulated coalition, month after month: they stay, are the true types, and follow one that moves."""

import contextlib
import io
import json
from collections.abc import Iterator
from datetime import date

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from tests.conftest import REPOSITORY

from gcrm.cli import main
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import plain, same
from gcrm.models.segments.centroids import CENTROIDS
from gcrm.models.segments.refits import REFITS
from gcrm.vault.keys import VARIABLE

pytestmark = pytest.mark.sequences
JANUARY, FEBRUARY, MARCH, APRIL, MAY = (date(2025, month, day) for month, day in enumerate((31, 28, 31, 30, 31), 1))
# Everybody of one type begins to live as another on 23 April.
WORLD = ("--members", "3000", "--days", "151", "--set", "lifestyles.contrast=2.5")
MOVED = ("--set", "lifestyles.moved=1.0", "--set", "lifestyles.moved_day=112")
TABLES = ("bronze.*", "vault.*", "silver.*", "warehouse.*", "features.*", "models.segment_*")


def said(*command: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main.run(command) == 0
    return out.getvalue()


@pytest.fixture(scope="module")
def where(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ...]]:
    """The options of a lakehouse with segments of five month-ends."""
    assert spark
    root = tmp_path_factory.mktemp("months")
    options = ("--coalition", "demo", "--conf", str(REPOSITORY / "conf"))
    options += ("--landing", str(root / "landing"), "--lakehouse", str(root / "lakehouse"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, "8d1f0a6be2c45793b01e9c7f64d2a85be3370c59f19846adcb02e57d1a6f83b4")
        said("simulate", "--conf", str(REPOSITORY / "conf"), "--out", str(root / "landing"), *WORLD, *MOVED)
        said("run", *options, "--only", *TABLES, "--every", "month-end")
        yield options


@pytest.fixture(scope="module")
def lake(spark: SparkSession, where: tuple[str, ...]) -> Lakehouse:
    return Lakehouse(spark, where[-1])


def centres(lake: Lakehouse, day: date) -> DataFrame:
    return lake.read(CENTROIDS).filter(F.col("as_of") == F.lit(day)).select("segment", "feature", "centre")


def test_the_alarm_rings_when_a_type_moves_and_not_before(lake: Lakehouse) -> None:
    fits = [(JANUARY, JANUARY), (FEBRUARY, JANUARY), (MARCH, JANUARY), (APRIL, APRIL), (MAY, APRIL)]
    same(lake.read(REFITS), fits, "as_of", "fitted_on")


def test_labels_and_centres_stay_for_three_months(lake: Lakehouse) -> None:
    first = plain(centres(lake, JANUARY))
    assert len(first) > 1
    assert plain(centres(lake, FEBRUARY)) == plain(centres(lake, MARCH)) == first


def test_they_are_the_true_types(where: tuple[str, ...]) -> None:
    truth = f"{where[5]}/truth"
    given = [*where[:4], "--lakehouse", where[-1], "--truth", truth, *WORLD[4:], *MOVED, "--format", "json"]
    [agreement] = [one for one in json.loads(said("score", *given)) if one["measure"] == "agreement with true types"]
    assert agreement["value"] >= 0.7
