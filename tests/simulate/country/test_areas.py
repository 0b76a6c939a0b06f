"""Areas of every level from the neighbourhoods below them."""

from types import SimpleNamespace

import pandas as pd
import shapely

from gcrm.simulate.country.areas import every_level


def test_each_level_is_what_lies_in_it():
    boxes = [shapely.box(i, 0, i + 1, 1) for i in range(3)]
    given = {
        "area_id": ["n1", "n2", "n3"],
        "district_id": ["d1", "d1", "d2"],
        "province_id": ["p1"] * 3,
        "region_id": ["r1"] * 3,
        "population": [10, 20, 5],
        "geometry": boxes,
    }
    codes = ["n1", "n2", "n3", "d1", "d2", "p1", "r1"]
    made = every_level(pd.DataFrame(given), {code: SimpleNamespace(en=code.upper()) for code in codes})
    told = made[["area_id", "level", "parent_area_id", "region_code", "name", "population"]]
    assert list(told.itertuples(index=False, name=None)) == [
        ("r1", "region", None, None, "R1", 35),
        ("p1", "province", "r1", "p1", "P1", 35),
        ("d1", "district", "p1", "p1", "D1", 30),
        ("d2", "district", "p1", "p1", "D2", 5),
        ("n1", "neighbourhood", "d1", "p1", "N1", 10),
        ("n2", "neighbourhood", "d1", "p1", "N2", 20),
        ("n3", "neighbourhood", "d2", "p1", "N3", 5),
    ]
    assert made["geometry"][2].equals(shapely.box(0, 0, 2, 1))
    assert made["geometry"][3] is boxes[2]
