"""Carts: left behind, or ordered under the basket that they became."""

from pyspark.sql import SparkSession
from tests.silver.judge import reasons

from gcrm.core.testing import rows, with_source
from gcrm.silver import carts

FILLED = {"filled_at": "2018-02-28 10:00:00", "state": "left", "transaction_id": None}


def test_the_rules_name_what_is_wrong(spark: SparkSession) -> None:
    raw = rows(
        spark,
        carts.RAW,
        FILLED | {"cart_id": "left"},
        FILLED | {"cart_id": "ordered", "state": "ordered", "transaction_id": "t1"},
        FILLED | {"cart_id": "lost", "state": "ordered"},
        FILLED | {"cart_id": "odd", "state": "stolen"},
    )
    assert reasons(carts.build(with_source(raw)), carts.CARTS, "cart_id") == {
        "left": [],
        "ordered": [],
        "lost": ["an_order_has_its_basket"],
        "odd": ["state_is_known"],
    }
