"""What a store that opens or closes would move, from rows of a run."""

import pytest

from gcrm.cli.what_if import NEW, Opening, foretold, opening
from gcrm.core.errors import UsageError

POWERS = {"attraction": 1.0, "friction": 2.0}


def reach():
    made = []
    for area, lon in (("a", 0.0), ("b", 1.0)):
        for store, at in (("s1", 0.0), ("s2", 1.0)):
            km = max(1.0, 111.195 * abs(lon - at))
            where = {"area_id": area, "longitude": lon, "latitude": 0.0, "km": km, "way": 2 * km}
            made.append(
                {**where, "store_id": store, "partner_id": "kiosk", "size": 100.0, "n_visits": 50, "amount": 500.0}
            )
    return made


def test_a_store_beside_one_takes_half_of_its_visits():
    rows = {row["store_id"]: row for row in foretold(reach(), POWERS, None, Opening(0.0, 0.0, 100.0), None).rows}
    assert rows[NEW]["visits_before"] == 0
    assert rows[NEW]["visits_after"] == pytest.approx(50, abs=0.5)
    assert rows["s1"]["change"] == pytest.approx(-50, abs=0.5)
    assert rows["s1"]["change_in_amount"] == pytest.approx(-500, abs=5)


def test_visits_of_a_store_that_closes_go_to_the_other():
    found = foretold(reach(), POWERS, "s2", None, None)
    assert [(row["store_id"], row["change"]) for row in found.rows] == [("s1", 100.0), ("s2", -100.0)]


@pytest.mark.parametrize("text", ["here", "1,2", "1,2,0", "200,1,5", "1,2,3,4"])
def test_an_opening_names_what_works(text):
    with pytest.raises(UsageError, match=f"--open {text}: "):
        opening(text)


def test_a_store_or_partner_that_there_is_not_is_refused():
    with pytest.raises(UsageError, match="store"):
        foretold(reach(), POWERS, "s9", None, None)
    with pytest.raises(UsageError, match="partner"):
        foretold(reach(), POWERS, None, Opening(0, 0, 1), "nobody")
