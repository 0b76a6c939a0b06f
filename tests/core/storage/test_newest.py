"""A table without history holds its newest version alone: no older file, no older word of the log, no change data."""

from pathlib import Path

import pytest
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

from gcrm.core.contracts.table import Field, Replace, Table
from gcrm.core.frames import small
from gcrm.core.storage.folders import local_path

ALONE = Table("publish.counts", "Counts.", (Field("place", "string", "Place"),), load=Replace(history=False))


def test_only_the_newest_version_is_left(spark, lake):
    for place in ("old", "older", "new"):
        lake.replace(ALONE, small(spark, "place string", [(place,)]), {})
    path = Path(str(local_path(lake.path(ALONE))))
    assert [row.place for row in lake.read(ALONE).collect()] == ["new"]
    assert len(list(path.glob("*.parquet"))) == 1
    assert {file.name[:20] for file in (path / "_delta_log").glob("0*")} == {f"{lake.version(ALONE):020}"}
    with pytest.raises(PySparkException):
        lake.read(ALONE, lake.version(ALONE) - 1).collect()
    with pytest.raises((PySparkException, Py4JJavaError)):
        lake.changes(ALONE, 0, lake.version(ALONE)).collect()
    words = b"".join(file.read_bytes() for file in (path / "_delta_log").iterdir() if file.is_file())
    assert b"older" not in words
