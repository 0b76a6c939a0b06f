"""What is taken out of a table is in no file, no change data, no word of the log, and no version that can be read."""

import pytest
from pyspark.errors import PySparkException
from tests.erasure.search import hits

from gcrm.core.contracts.table import Field, Table, Upsert
from gcrm.core.frames import small
from gcrm.core.storage.purge import is_purged, purge, remove
from gcrm.core.testing import plain, rows, same

pytestmark = [pytest.mark.sequences, pytest.mark.core]

THINGS = Table(
    name="silver.things",
    doc="Things.",
    key=("thing_id",),
    fields=(
        Field("thing_id", "string", "Id"),
        Field("member_id", "string", "Member", pii="pseudonym"),
        Field("amount", "int", "Amount"),
    ),
    load=Upsert(),
    cluster_by=("member_id",),
)
GONE = "0f" * 16


def test_nothing_is_left_of_rows_that_were_removed_and_all_others_stay(spark, lake):
    def things(amount):
        members = {"a": GONE, "b": "1e" * 16, "c": "2d" * 16}
        return rows(spark, THINGS, *({"thing_id": i, "member_id": m, "amount": amount} for i, m in members.items()))

    lake.append(THINGS, things(1), "first", 1, {})
    lake.merge(THINGS, things(2), {})
    folder = lake.path(THINGS).removeprefix("file:")
    assert {path.rpartition(".")[2] for path, _ in hits([folder], [GONE])} >= {"json", "parquet"}, "the search finds it"
    removed = remove(lake, THINGS, small(spark, "id string", [(GONE,)]), "t.member_id = s.id")
    assert (removed.rows, is_purged(lake, THINGS)) == (1, False)
    purge(lake, THINGS, "test")
    assert hits([folder], [GONE]) == []
    assert is_purged(lake, THINGS)
    kept = [("b", "1e" * 16, 2), ("c", "2d" * 16, 2)]
    same(lake.read(THINGS), kept)
    assert readable(lake) == {lake.version(THINGS): kept}
    # The table goes on as before.
    before = lake.version(THINGS)
    lake.merge(THINGS, things(3).filter("thing_id = 'b'"), {})
    assert lake.changes(THINGS, before, lake.version(THINGS)).count() == 2
    assert not is_purged(lake, THINGS)


def readable(lake):
    """What each version says that can be read."""
    versions = range(lake.version(THINGS) + 1)
    return {version: found for version in versions if (found := read(lake, version)) is not None}


def read(lake, version):
    try:
        return plain(lake.read(THINGS, version))
    except PySparkException as error:
        if "DELTA_VERSION_NOT_FOUND" in str(error):
            return None
        raise
