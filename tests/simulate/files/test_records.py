"""A basket line as each till system writes it: columns in every layout, figures, dates and groups as text."""

import json

import pytest
from pyspark.sql import functions as F

from gcrm.core.frames import small
from gcrm.core.testing import same
from gcrm.simulate.files.records import LATE, RECASED, REORDERED, VARIANTS, columns, facts, header, record
from gcrm.simulate.files.systems import SYSTEMS
from gcrm.simulate.words import products

LINE = (
    "receipt string, line int, card string, sold string, store string, article string, category int, "
    "quantity bigint, amount bigint, discount bigint, visit bigint, variant int"
)
SOLD = "2025-03-09 10:00:05"
GROUPS = ["vegetables", "coffee"]


def records(spark, name, *variants, amounts=(1234,), discount=0, quantity=1000):
    """The records of one line, by each variant and amount."""
    system = SYSTEMS[name]
    rows = [
        ("B001-ff", 2, "290000000007", SOLD, "S0000001", "01012", 1, quantity, amount, discount, 256, variant)
        for variant in variants or (0,)
        for amount in amounts
    ]
    return [
        row.r for row in small(spark, LINE, rows).select(record(system, facts(system, GROUPS)).alias("r")).collect()
    ]


def test_variants_are_sums_of_what_can_be_odd():
    assert VARIANTS[0] == ""
    assert VARIANTS[RECASED + LATE] == "recased+new_layout"
    assert VARIANTS[RECASED + REORDERED + LATE] == "recased+reordered+new_layout"
    assert len(VARIANTS) == 8


@pytest.mark.parametrize("name", [name for name, system in SYSTEMS.items() if system.kind == "csv"])
def test_a_header_is_recased_turned_round_or_longer(name):
    system = SYSTEMS[name]
    given = header(system, 0).split(system.sep)
    assert given == [*system.columns]
    assert header(system, RECASED).split(system.sep) == [column.upper() for column in given]
    assert header(system, REORDERED).split(system.sep) == given[::-1]
    late = [column for column, _ in system.late_columns]
    assert header(system, LATE).split(system.sep) == [*given, *late]
    assert header(system, LATE + REORDERED).split(system.sep) == [*given, *late][::-1]
    assert {fact for _, fact in columns(system, RECASED + REORDERED)} == set(system.columns.values())


def test_a_line_of_csv_is_as_its_header_has_it(spark):
    start, end = ["B001-ff", "2", "290000000007"], ["S0000001", "01012", products().names["th"]["coffee"], "1.000"]
    line = [*start, "09/03/2025 10:00:05", *end, "12.34", "0.00"]
    # With the new layout dates become ISO, and the till is told.
    late = [*start, SOLD, *end, "12.34", "0.00", "T4"]
    made = records(spark, "chaiyo", 0, RECASED, REORDERED, LATE, LATE + REORDERED)
    assert [record.split("\t") for record in made] == [line, line, line[::-1], late, late[::-1]]


def test_amounts_are_written_in_hundredths_whatever_their_size_and_sign(spark):
    amounts, texts = (5, -5, 0, -120_000, 9_999_999_999), ["0.05", "-0.05", "0.00", "-1200.00", "99999999.99"]
    assert [one.split(",")[8] for one in records(spark, "norda", amounts=amounts)] == texts
    with_comma = [one.split(";")[8] for one in records(spark, "lusa", amounts=amounts)]
    assert with_comma == [text.replace(".", ",") for text in texts]
    objects = [json.loads(one, parse_float=str) for one in records(spark, "mall", amounts=amounts)]
    assert [one["price_paid"] for one in objects] == texts


def test_days_are_in_the_order_of_the_system(spark):
    orders = {"norda": SOLD, "hanbit": "2025/03/09 10:00:05", "lusa": "09/03/2025 10:00:05"}
    assert {name: records(spark, name)[0].split(SYSTEMS[name].sep)[3] for name in orders} == orders


def test_objects_hold_figures_as_figures_and_keep_their_names_unless_recased(spark):
    made = records(spark, "mall", 0, RECASED, RECASED + REORDERED, quantity=1500, discount=300)
    plain, recased, turned = map(json.loads, made)
    assert list(plain) == [*SYSTEMS["mall"].columns]
    assert (plain["Line"], plain["units"], plain["price_paid"], plain["coupon"]) == (2, 1.5, 12.34, 3.0)
    assert list(recased) == [name.upper() for name in plain]
    assert list(turned) == list(recased)[::-1]


def test_only_credit_cards_pay_in_instalments(spark):
    lines = spark.range(0, 1 << 20, 7919).select(
        F.col("id").alias("visit"),
        *(F.lit("").alias(name) for name in ("receipt", "card", "store", "article", "sold")),
        *(F.lit(0).alias(name) for name in ("amount", "discount", "quantity", "line", "category", "variant")),
    )
    paid = facts(SYSTEMS["mall"], GROUPS)
    seen = lines.select(paid["payment"].alias("by"), (paid["instalments"] > 1).alias("several")).distinct()
    at_once = [(method, False) for method in ("credit_card", "debit_card", "voucher", "bank_slip")]
    same(seen, [("credit_card", True), *at_once])


def test_parquet_is_written_by_its_columns_whatever_the_variant(spark):
    plain, recased = records(spark, "aero", 0, RECASED)
    assert plain == recased
    assert list(json.loads(plain)) == [*SYSTEMS["aero"].columns]
