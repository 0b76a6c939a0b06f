"""Cells of members' visits to sites."""

from gcrm.core.testing import rows, same
from gcrm.silver.visits import VISITS
from gcrm.warehouse import member_sessions


def test_visits_of_known_members_add_up_by_month(spark):
    usual = {"member_id": "m1", "month": "2018-02-01", "n_pages": 2, "has_cart": False}
    visits = rows(
        spark,
        VISITS,
        usual | {"visit_id": "a"},
        usual | {"visit_id": "b", "has_cart": True},
        usual | {"visit_id": "c", "has_cart": True, "transaction_id": "t1"},
        usual | {"visit_id": "d", "month": "2018-03-01", "has_cart": None, "n_pages": None},
        usual | {"visit_id": "e", "member_id": None},
    )
    wanted = ("member_id", "n_sessions", "n_pages", "n_orders", "n_carts_left")
    same(member_sessions.build(visits), [("m1", 1, None, 0, 0), ("m1", 3, 6, 1, 1)], *wanted)
