"""Cells that were built beside those that must have been."""

from datetime import date
from decimal import Decimal

from gcrm.core.testing import rows, same
from gcrm.evaluate.scores.cells import compared
from gcrm.warehouse.member_months import MEMBER_MONTHS

JUNE, JULY = date(2025, 6, 1), date(2025, 7, 1)


def cell(month, amount, member="m1", n_lines=2):
    return {"member_id": member, "month": month, "n_lines": n_lines, "n_baskets": 1, "amount": Decimal(amount)}


def test_a_cell_is_exact_where_all_its_figures_are(spark):
    meant = rows(spark, MEMBER_MONTHS, cell(JUNE, "5.00"), cell(JULY, "7.00"), cell(JUNE, "1.00", "m2"))
    built = rows(spark, MEMBER_MONTHS, cell(JUNE, "5.00"), cell(JULY, "7.01"), cell(JUNE, "1.00", "m3"))
    same(
        compared(meant, built),
        [("m1", JUNE, 2, True), ("m1", JULY, 2, False), ("m2", JUNE, 2, False), ("m3", JUNE, None, False)],
        "member_id", "month", "n_lines", "is_exact",
    )  # fmt: skip
