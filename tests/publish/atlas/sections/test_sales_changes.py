"""The fall that is told: beyond chance, and hardly an accident."""

from datetime import date
from typing import Any

import pytest

from gcrm.publish.atlas.look import Agreed, Given, Look
from gcrm.publish.atlas.sections import sales_changes


def _change(area: str, z: float | None, relative: float | None = -0.4) -> dict[str, Any]:
    return {
        "partner_id": "cafe", "partner_name": "Bean", "area_id": area, "area_name": area, "quarter": date(2025, 10, 1),
        "n_members": 40, "change_rate": -0.5, "elsewhere_change_rate": -0.1, "relative_change": relative, "sales_z": z,
    }  # fmt: skip


def _found(*changes: dict[str, Any]) -> list[str]:
    look = Look(Agreed("Made Up", "made_up", "BRL"), Given({"publish.sales_changes": list(changes)}))
    return sales_changes.SECTION.found(look)


def test_the_strongest_fall_beyond_chance_is_told() -> None:
    said = "Sales of Bean to members in b fell by 50% in quarter 4 of 2025; elsewhere they fell by 10%"
    assert _found(_change("a", -3.5), _change("b", -4.5), _change("c", 9.0)) == [f"{said} (40 to 99 buyers)"]


@pytest.mark.parametrize(
    "change", [_change("a", -3.0), _change("a", -9.0, 0.1), _change("a", None), _change("a", -9.0, None)]
)
def test_what_may_be_chance_or_is_withheld_is_not(change: dict[str, Any]) -> None:
    assert _found(change) == []
    assert sales_changes.headline([change]) == (
        "1 change of sales by partner, area and quarter, and no fall beyond chance"
    )
