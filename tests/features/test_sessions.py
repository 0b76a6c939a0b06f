"""Where members stand in the cycle of buying."""

from datetime import date

from gcrm.core.testing import rows, same
from gcrm.features import sessions
from gcrm.warehouse.member_sessions import MEMBER_SESSIONS

AS_OF = date(2018, 3, 15)


def cell(member, month, visits, orders=0, left=0):
    counts = {"n_sessions": visits, "n_orders": orders, "n_carts_left": left}
    return {"member_id": member, "month": f"2018-{month:02}-01", **counts}


def test_the_stage_is_by_what_was_done_lately(spark):
    given = rows(
        spark,
        MEMBER_SESSIONS,
        cell("aware", 3, 1),
        cell("compares often", 2, 2),
        cell("compares carts", 3, 1, left=1),
        cell("buys", 2, 4, orders=1, left=2),
        cell("uses", 1, 3, orders=2),
        cell("away", 1, 5),
        cell("to come", 4, 9),
    )
    built = sessions.build(given, AS_OF)
    same(
        built,
        [
            ("aware", "aware"), ("compares often", "comparing"), ("compares carts", "comparing"), ("buys", "buying"),
            ("uses", "using"), ("away", "away"),
        ],
        "member_id",
        "buying_stage",
    )  # fmt: skip


def test_shares_are_of_their_own_wholes(spark):
    given = rows(spark, MEMBER_SESSIONS, cell("m", 1, 4, orders=1, left=1), cell("m", 3, 1, orders=1))
    built = sessions.build(given, AS_OF)
    same(built, [(5, 0.4, 1 / 3)], "n_sessions", "order_share", "cart_left_share")
