"""What became of deliveries that were sent twice, beside how many were."""

from pathlib import Path

import pytest

from gcrm.core.testing import rows
from gcrm.evaluate.score import Given
from gcrm.evaluate.scores.files import measure
from gcrm.ops.deliveries import DELIVERIES
from gcrm.simulate.scene import Scene
from gcrm.simulate.truth import Place, Truth
from gcrm.simulate.world import load

CONF = Path(__file__).resolve().parents[3] / "conf"
TRUE = [("a.csv", "twice", 3), ("b.csv", "twice", 3), ("c.csv", "recased", 3), ("d.csv", "missing", 3)]


@pytest.fixture
def given(spark, lake, tmp_path):
    """Two files were sent twice, one of which was recognised, and a third was refused."""
    frame = spark.createDataFrame(TRUE, "path string, kind string, n_rows bigint")
    frame.write.parquet(str(tmp_path / "out" / "truth" / "deliveries" / "from_day=00000"))
    told = [("a.csv", "repeated"), ("c.csv", "refused"), ("x.csv", "loaded")]
    tills = [{"table_name": "vault.tills_norda", "file": file, "status": status} for file, status in told]
    other = {"table_name": "bronze.places", "file": "p.csv", "status": "refused"}
    lake.replace(DELIVERIES, rows(spark, DELIVERIES, *tills, other), {})
    return Given(lake, Truth(spark, Place(Scene(load(CONF, []), 7, 300), tmp_path / "out", 42)), b"")


def test_files_of_tills_are_counted(given):
    twice, layouts, missing = measure(given)
    assert (twice.value, twice.n, twice.verdict()) == (0.5, 2, "fails")
    assert (layouts.value, layouts.n, layouts.verdict()) == (1.0, 1, "fails")
    assert (missing.value, missing.verdict()) == (1.0, "")
