"""What leaves of trade areas: figures of published power, and of members what the gate shows of a store."""

from datetime import date

import pytest

from gcrm.core.testing import rows
from gcrm.models.purchasing_power.huff_parameters import HUFF_PARAMETERS
from gcrm.models.purchasing_power.store_reach import STORE_REACH
from gcrm.ops.releases import RELEASES
from gcrm.publish import trade_areas
from gcrm.publish.area_power import PUBLISHED_AREA_POWER
from gcrm.publish.gate import Settings
from gcrm.silver.areas import SILVER_AREAS
from gcrm.silver.partners import PARTNERS
from gcrm.silver.stores import STORES
from gcrm.warehouse.member_stores import MEMBER_STORES

BUYERS = {"s1": 60, "s2": 45, "s3": 4, "s4": 30}


@pytest.fixture(scope="module")
def made(spark):
    ways = {("a", "s1"): 1.0, ("a", "s2"): 2.0, ("b", "s1"): 2.0, ("b", "s2"): 1.0, ("b", "s3"): 1.0, ("b", "s4"): 1.0}
    reach = [
        {"area_id": area, "store_id": store, "partner_id": "kiosk", "size": 5.0, "way": way, "n_visits": 7 * n,
         "as_of": date(2025, 1, 31), "amount": 1.0}
        for n, ((area, store), way) in enumerate(ways.items())
    ]  # fmt: skip
    bought = [
        {"member_id": f"{store}.{i}", "store_id": store, "month": date(2025, 1, 1), "amount": 1 + i % 7, "days": 1}
        for store, n in BUYERS.items()
        for i in range(n)
    ]
    power = [{"area_id": "a", "category_group": "all", "total": 1000.0, "n_members": None},
             {"area_id": "b", "category_group": "all", "total": 3000.0, "n_members": 40}]  # fmt: skip
    powers = [{"name": "attraction", "value": 1.04, "se": 0.2}, {"name": "friction", "value": 1.97, "se": 0.11}]
    frames = {
        "visits": rows(spark, MEMBER_STORES, *bought),
        "reach": rows(spark, STORE_REACH, *reach),
        "parameters": rows(spark, HUFF_PARAMETERS, *powers),
        "power": rows(spark, PUBLISHED_AREA_POWER, *power),
        "stores": rows(spark, STORES, *({"store_id": store, "area_id": "a"} for store in BUYERS)),
        "partners": rows(spark, PARTNERS, {"partner_id": "kiosk", "name": "Kiosk"}),
        "areas": rows(spark, SILVER_AREAS, {"area_id": "a", "name": "Lorem"}),
    }
    noted = trade_areas.build(**frames, before=rows(spark, RELEASES), settings=Settings())
    return {row.store_id: row for row in noted.frame.collect()}


def test_a_store_of_few_buyers_is_withheld_and_one_more_beside_it(made):
    hidden = {store for store, row in made.items() if row.withheld}
    assert "s3" in hidden
    assert len(hidden) == 2
    assert all(made[store][name] is None for store in hidden for name in ("n_members", "amount", "won_share"))


def test_what_could_be_spent_is_told_of_every_store_and_adds_up_to_the_areas(made):
    assert sum(row.power for row in made.values()) == pytest.approx(4000, rel=0.02)
    assert all(row.area_name == "Lorem" and row.partner_name == "Kiosk" for row in made.values())


def test_of_a_store_that_is_shown_the_count_is_a_class_and_the_figures_go_together(made):
    row = made["s1"]
    assert row.n_members == 40
    assert row.amount == pytest.approx(60 * 4, rel=0.25)
    assert row.won_share == pytest.approx(row.amount / row.power, abs=0.001)
    assert row.open_amount == pytest.approx(row.power - row.amount, rel=0.02)
