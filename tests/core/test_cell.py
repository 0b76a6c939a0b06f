"""What the gate must know of a cell, from one aggregate; and how many members differ between two of them."""

import pytest
from pyspark.sql import functions as F

from gcrm.core.cell import changed, measured
from gcrm.core.frames import small

MEMBERS = [(f"m{i}", float(i)) for i in range(1, 41)]


def cell(spark, given):
    frame = small(spark, "member string, amount double", given)
    row = frame.agg(
        measured(F.col("member"), F.col("amount"), F.sqrt("amount"), F.col("amount") > 1).alias("c")
    ).first()
    return row["c"]


@pytest.fixture(scope="module")
def known(spark):
    return cell(spark, MEMBERS)


def test_moments_are_exact(known):
    assert (known["n"], known["amount"], known["squares"], known["largest"]) == (39, 820.0, 22140.0, 40.0)
    assert known["total"] == pytest.approx(sum(i**0.5 for i in range(1, 41)))
    assert known["total_squares"] == pytest.approx(820.0)


def test_the_order_of_rows_changes_nothing_and_each_change_is_seen(spark, known):
    assert cell(spark, MEMBERS[::-1]) == known
    fewer = cell(spark, MEMBERS[1:])
    assert (changed(known["who"], fewer["who"]), changed(known["what"], fewer["what"])) == (1, 1)
    others = [(name, amount + (i < 12)) for i, (name, amount) in enumerate(MEMBERS)]
    richer = cell(spark, others)
    assert changed(known["who"], richer["who"]) == 0
    assert 8 <= changed(known["what"], richer["what"]) <= 12


def test_a_cell_of_nobody_is_all_nought(spark):
    none = cell(spark, [])
    assert (none["n"], none["amount"], none["largest"], set(none["who"]), set(none["what"])) == (0, 0, 0, {0}, {0})
