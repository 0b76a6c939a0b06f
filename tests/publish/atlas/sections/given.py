"""Two states and a town with a boundary, and three changes of sales, as they are published."""

from datetime import date
from typing import Any

from gcrm.publish.atlas.look import Agreed, Given

from ...made_up import square

AGREED = Agreed("Made Up", "made_up", "EUR", ("state", "town"))


def power(area: str, level: str, middle: float) -> dict[str, Any]:
    return {
        "area_id": area, "level": level, "name": area, "region_code": None, "n_members": 10, "method": "model only",
        "power_p10": middle / 2, "power_p50": middle, "power_p90": middle * 2, "index": middle, "withheld": False,
        "weight_of_members": 0.5, "as_of": date(2018, 1, 31),
    }  # fmt: skip


GIVEN = Given(
    {
        "publish.area_power": [power("s1", "state", 10.0), power("s2", "state", 20.0), power("t1", "town", 30.0)],
        "silver.areas": [{"area_id": "t1", "boundary": square(0, 0)}],
    }
)
BEAN = "<b>Bean</b>"
RATES = ("change_rate", "change_rate_p10", "change_rate_p90", "elsewhere_change_rate", "relative_change")


def change(area: str, z: float | None, **given: Any) -> dict[str, Any]:
    row = {
        "partner_id": "cafe", "partner_name": BEAN, "area_id": area, "area_name": area.title(),
        "quarter": date(2025, 7, 1), "as_of": date(2025, 12, 31), "n_members": 1000, "change_rate": -0.3,
        "change_rate_p10": -0.4, "change_rate_p90": -0.2, "elsewhere_change_rate": 0.05, "relative_change": -0.4,
        "sales_z": z, "withheld": False,
    }  # fmt: skip
    return {**row, **given}


CHANGES = [
    change("west", -1.5),
    change("south", None, **dict.fromkeys(("n_members", *RATES)), withheld=True),
    change("north", -4.2),
]
