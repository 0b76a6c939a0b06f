"""Levels and units that SELECTs write, held against what the coalition has agreed on."""

import pytest

from gcrm.cli import agreements


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("share", None), ("persons", None), ("BRL", None), ("thousand BRL", None), ("per 100,000 persons", None),
        ("m", None), ("km2", None), ("class", None),
        ("%", "'share' is"), ("Percent", "'share' is"), ("shares", "'share' is"), ("Index", "'index' is"),
        ("USD", "is money"), ("thousand EUR a month", "is money"),
    ],
)  # fmt: skip
def test_units_that_are_not_what_they_look_like_are_told(unit, said):
    found = agreements.of_unit(unit, "BRL")
    assert found is None if said is None else said in str(found)
