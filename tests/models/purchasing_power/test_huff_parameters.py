"""Powers of size and way, from tables of visits."""

from datetime import date

import numpy as np

from gcrm.core.testing import rows
from gcrm.models.purchasing_power import huff_parameters
from gcrm.models.purchasing_power.store_reach import STORE_REACH
from gcrm.stats.huff import probabilities

AS_OF = date(2025, 6, 30)


def test_the_powers_that_made_the_visits_are_recovered_within_two_standard_errors(spark):
    rng = np.random.default_rng(2)
    size, made = np.exp(rng.normal(6, 0.6, 8)), []
    for area in range(50):
        way = np.exp(rng.normal(2.5, 0.6, 8))
        p = probabilities(np.zeros(8), size, way, 1.0, 2.0)
        for store, n in enumerate(rng.multinomial(200, p)):
            key = {"area_id": f"a{area:02d}", "store_id": f"s{store}", "partner_id": "kiosk"}
            made.append({**key, "size": float(size[store]), "way": float(way[store]), "n_comparable_visits": int(n)})
    found = {row.name: row for row in huff_parameters.build(rows(spark, STORE_REACH, *made), AS_OF).collect()}
    assert abs(found["attraction"].value - 1.0) < 2 * found["attraction"].se
    assert abs(found["friction"].value - 2.0) < 2 * found["friction"].se
    assert found["friction"].n_visits == 10_000


def test_times_that_were_foretold_do_not_bend_the_powers(spark):
    rng = np.random.default_rng(4)
    size, made = np.exp(rng.normal(6, 0.6, 8)), []
    for area in range(60):
        way = np.exp(rng.normal(2.5, 0.6, 8))
        p = probabilities(np.zeros(8), size, way, 1.0, 2.0)
        for store, n in enumerate(rng.multinomial(200, p)):
            far = store >= 6
            key = {"area_id": f"a{area:02d}", "store_id": f"s{store}", "partner_id": "kiosk"}
            told = {
                "way": float(way[store]) * (3 if far else 1),
                "way_source": "foretold time" if far else "travel time",
            }
            made.append({**key, **told, "size": float(size[store]), "n_comparable_visits": int(n)})
    found = {row.name: row for row in huff_parameters.build(rows(spark, STORE_REACH, *made), AS_OF).collect()}
    assert abs(found["friction"].value - 2.0) < 2 * found["friction"].se


def test_without_stores_to_choose_from_there_are_no_powers(spark):
    assert huff_parameters.build(rows(spark, STORE_REACH), AS_OF).count() == 0
