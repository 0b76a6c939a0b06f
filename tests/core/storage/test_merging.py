"""What a MERGE compares: all but the key, and where a row came from."""

from gcrm.core.contracts.table import SOURCE, Field, Table
from gcrm.core.storage import merging

FIELDS = (Field("sale_id", "string", "Id"), Field("line", "int", "Line"))
KEYS = Table("silver.keys", "Nothing but a key.", FIELDS, key=("sale_id", "line"))
SALES = Table("silver.sales", "Sales.", (*FIELDS, Field("words", "map<string,int>", "Words"), SOURCE), key=KEYS.key)


def test_rows_of_one_key_agree_in_every_part_of_it():
    assert merging.same(SALES) == "t.`sale_id` = s.`sale_id` AND t.`line` = s.`line`"


def test_everything_beside_the_key_is_compared_nulls_and_maps_too():
    assert merging.differs(SALES) == (
        "NOT (to_json(t.`words`) <=> to_json(s.`words`)) OR NOT (t.`_source` <=> s.`_source`)"
    )


def test_rows_that_are_nothing_but_their_key_never_differ():
    assert merging.differs(KEYS) == "false"


def test_a_table_that_does_not_know_where_rows_came_from_takes_all_as_later():
    assert (merging.later(SALES), merging.later(KEYS)) == ("s._source >= t._source", "true")
