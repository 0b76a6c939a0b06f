"""Rows of a lakehouse, and of none."""

from pyspark.sql import DataFrame

from gcrm.core.contracts.table import Field, Table
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.publish.atlas.look import Agreed, Look, Stored
from gcrm.publish.portraits import PUBLISHED_PORTRAITS

NOWHERE = Table("publish.nowhere", "", (Field("id", "string", ""),))


def _large(portraits: DataFrame) -> DataFrame:
    return portraits.filter("NOT withheld").select("segment", "n_members")


def test_rows_are_read_once_and_a_query_apart(published_lake: Lakehouse) -> None:
    source = Stored(published_lake)
    look = Look(Agreed("Made Up", "made_up", "BRL"), source)
    every = look.rows(PUBLISHED_PORTRAITS)
    assert {row["segment"] for row in every} == {1, 2, 3}
    assert look.rows(PUBLISHED_PORTRAITS) is every
    assert {(row["segment"], row["n_members"]) for row in look.rows(PUBLISHED_PORTRAITS, _large)} == {(1, 40)}
    assert len(source.known) == 2


def test_a_table_that_is_not_there_has_no_rows(published_lake: Lakehouse) -> None:
    look = Look(Agreed("Made Up", "made_up", "BRL"), Stored(published_lake))
    assert look.has(PUBLISHED_PORTRAITS)
    assert not look.has(NOWHERE)
    assert look.rows(NOWHERE) == []
