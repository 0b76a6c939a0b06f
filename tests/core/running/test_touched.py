"""Which groups the news touch, and how little of a table is read for them."""

from datetime import date

import pytest

from gcrm.core.contracts.step import Lookup, News
from gcrm.core.contracts.table import Field, Table, Upsert
from gcrm.core.frames import small
from gcrm.core.running.touched import Span, groups, restrict, span, within
from gcrm.core.testing import rows, same

LINES = Table(
    "silver.lines",
    "Lines.",
    (
        Field("line_id", "string", "Id"),
        Field("member_id", "string", "Member"),
        Field("month", "date", "Month"),
        Field("shop_id", "string", "Shop"),
    ),
    key=("line_id",),
    load=Upsert(),
)
SHOPS = Table("silver.shops", "Shops.", (Field("shop_id", "string", "Id"), Field("name", "string", "Name")),
              key=("shop_id",), load=Upsert())  # fmt: skip
JANUARY, MARCH = date(2018, 1, 1), date(2018, 3, 1)


def line(number, member, month=JANUARY, shop="s1"):
    return {"line_id": f"l{number}", "member_id": member, "month": month, "shop_id": shop}


def test_null_is_a_group_like_any_other(spark):
    frame = rows(spark, LINES, line(1, "a"), line(2, None), line(3, "b"))
    touched = small(spark, "member_id string", [("a",), (None,)])
    same(restrict(frame, touched, ("member_id",)), [("l1",), ("l2",)], "line_id")


@pytest.mark.parametrize(
    ("months", "found"),
    [
        ([JANUARY, MARCH], Span("month", JANUARY, MARCH, False)),
        ([MARCH, None], Span("month", MARCH, MARCH, True)),
        ([None], None),
        ([], None),
    ],
)
def test_the_span_is_from_the_first_to_the_last_touched_date(spark, months, found):
    touched = small(spark, "member_id string, month date", [("a", month) for month in months])
    assert span(touched, LINES, ("member_id", "month")) == found


def test_without_a_date_among_the_groups_there_is_no_span(spark):
    assert span(small(spark, "member_id string", [("a",)]), LINES, ("member_id",)) is None


def test_rows_outside_the_span_are_not_read(spark):
    frame = rows(spark, LINES, line(1, "a", JANUARY), line(2, "a", MARCH), line(3, "a", None))
    same(within(frame, Span("month", JANUARY, JANUARY)), [("l1",)], "line_id")
    same(within(frame, Span("month", MARCH, MARCH, null=True)), [("l2",), ("l3",)], "line_id")
    assert within(frame, None) is frame


def test_a_changed_lookup_touches_the_groups_that_refer_to_it(lake, spark):
    lake.replace(LINES, rows(spark, LINES, line(1, "a"), line(2, "b", shop="s2"), line(3, "c", MARCH)), {})
    lake.replace(SHOPS, rows(spark, SHOPS, {"shop_id": "s1"}, {"shop_id": "s2"}), {})
    inputs = {"lines": News(LINES), "shops": Lookup(SHOPS, "shop_id")}
    since = {table.name: lake.version(table) for table in (LINES, SHOPS)}
    same(groups(lake, inputs, ("member_id", "month"), since, since), [])
    lake.merge(SHOPS, rows(spark, SHOPS, {"shop_id": "s2", "name": "new"}), {})
    lake.merge(LINES, rows(spark, LINES, line(4, "d", MARCH)), {})
    now = {table.name: lake.version(table) for table in (LINES, SHOPS)}
    same(groups(lake, inputs, ("member_id", "month"), since, now), [("b", JANUARY), ("d", MARCH)])
