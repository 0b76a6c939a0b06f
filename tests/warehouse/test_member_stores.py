"""Who came to which store on which days."""

from gcrm.core.testing import rows, same
from gcrm.silver.transactions import TRANSACTIONS
from gcrm.warehouse import member_stores


def test_days_unite_and_returns_make_no_visit(spark):
    told = [
        ("m", "s1", 3, 10),
        ("m", "s1", 3, 5),
        ("m", "s1", 5, 20),
        ("m", "s2", 9, -4),
        (None, "s1", 3, 7),
        ("m", None, 3, 7),
    ]
    lines = [
        {"transaction_id": str(i), "member_id": m, "store_id": s, "business_date": f"2025-01-{day:02d}",
         "month": "2025-01-01", "amount": a, "state": "settled"}
        for i, (m, s, day, a) in enumerate(told)
    ]  # fmt: skip
    made = member_stores.build(rows(spark, TRANSACTIONS, *lines))
    same(made.selectExpr("store_id", "days", "cast(amount as int)"), [("s1", 0b10100, 35), ("s2", 0, -4)])
