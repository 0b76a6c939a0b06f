"""What failed in a SELECT stands beside what could not be read."""

import pytest

from gcrm.bronze.faults import with_faults
from gcrm.core.contracts.table import Field
from gcrm.core.frames import small

FIELDS = (Field("card", "string", "Card", pii="pseudonym"), Field("amount", "int", "Paid"))
KINDS = "amount int, _unreadable map<string,string>, _faults array<struct<key:string,value:string>>"


def told(spark, unreadable, faults):
    found = with_faults(small(spark, KINDS, [(1, unreadable, faults)]), FIELDS)
    assert found.columns == ["amount", "_unreadable"]
    return found.first()["_unreadable"]


@pytest.mark.parametrize(
    ("unreadable", "faults", "both"),
    [
        ({"a": "1"}, [("b", "2")], {"a": "1", "b": "2"}),
        ({"a": "1"}, None, {"a": "1"}),
        (None, [("b", "2"), ("b", "3"), ("c", "4")], {"b": "2", "c": "4"}),
        (None, [], {}),
    ],
)
def test_every_reason_is_there_once(spark, unreadable, faults, both):
    assert told(spark, unreadable, faults) == both


def test_the_text_of_a_column_of_people_is_withheld(spark):
    faults = [("card_can_be_computed: int(c)", "c = 4711"), ("amount_can_be_computed: int(p)", "p = x")]
    assert told(spark, {}, faults) == {
        "card_can_be_computed: int(c)": "(withheld)", "amount_can_be_computed: int(p)": "p = x",
    }  # fmt: skip


def test_a_frame_in_which_nothing_can_fail_stays_as_it_is(spark):
    frame = small(spark, KINDS, [(1, {}, None)]).drop("_faults")
    assert with_faults(frame, FIELDS) is frame
