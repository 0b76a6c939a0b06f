"""The register of stores: each once, on the day on which it opens."""

from datetime import timedelta

import pytest
from tests.simulate.coalition import told, true_frame

from gcrm.simulate.people.stores import QUARTER, QUARTERS
from gcrm.simulate.stream import Nothing, Span
from gcrm.simulate.streams.stores import STREAM


@pytest.fixture(scope="module")
def stores(zone):
    return true_frame(zone, "stores").set_index("store_id")


@pytest.fixture(scope="module")
def registered(zone):
    return told(zone, "programme/stores/*.csv").set_index("Store ID")


def test_stores_that_were_there_are_registered_on_the_first_day(registered, stores, scene):
    assert sorted(registered.index) == sorted(stores.index[stores["quarter"] == 0])
    assert set(registered["file_date"]) == {str(scene.world.start)}
    assert set(registered["Opened On"]) == {""}, "nobody remembers when"
    partners = [scene.brands[brand].partner_id for brand in stores.loc[registered.index, "brand"]]
    assert registered["Partner ID"].to_list() == partners


def test_a_shop_stands_in_its_neighbourhood_and_a_store_online_nowhere(registered, stores, scene):
    true = stores.loc[registered.index]
    online = true["home"].isna()
    assert online.sum() == sum(brand.business.online for brand in scene.brands) > 0
    assert (registered.loc[online.to_numpy(), ["Place", "Province", "Size m2"]] == "").all().all()
    areas = scene.country.areas.set_index("area_id")
    homes = areas.loc[scene.country.neighbourhoods["area_id"].iloc[true["home"][~online].astype(int)]]
    shops = registered[~online.to_numpy()]
    assert shops["Place"].to_list() == homes["name"].to_list()
    assert shops["Province"].to_list() == homes["region_code"].to_list()
    assert shops["Size m2"].astype(int).to_list() == true["size"][~online].astype(int).to_list()


def test_a_store_that_opens_later_is_registered_on_that_day_alone(spark, scene, zone, stores):
    ((rows, _),) = STREAM.made(Span(spark, scene, zone, 1, QUARTER * QUARTERS), Nothing())
    found = {(row.path, row.record.split(",")[0], row.record.rsplit(",", 1)[1]) for row in rows.collect()}
    opens = {q: str(scene.world.start + timedelta(days=q * QUARTER)) for q in range(1, QUARTERS)}
    later = stores[stores["quarter"] > 0]
    assert found == {(f"programme/stores/{opens[q]}.csv", store, opens[q]) for store, q in later["quarter"].items()}
    assert len(found) > 0
