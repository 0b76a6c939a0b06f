"""Days of categories."""

from datetime import date
from decimal import Decimal

from gcrm.core.testing import rows, same
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.warehouse import category_days


def test_a_day_counts_bought_lines_and_money_less_returns(spark):
    usual = {"transaction_id": "t1", "state": "settled", "business_date": "2018-01-03", "amount": 10}
    given = [{"category": "tea"}, {"category": "tea", "amount": -4}, {}, {"category": "tea", "state": "cancelled"}]
    built = category_days.build(rows(spark, TRANSACTIONS, *(usual | {"line": i} | one for i, one in enumerate(given))))
    day = date(2018, 1, 3)
    same(built, [("tea", day, 1, Decimal("6.00")), ("unknown", day, 1, Decimal("10.00"))])
