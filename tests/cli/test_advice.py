"""What would have read a text: the option that is named reads it, and forms that lead nowhere have none."""

import re

import pytest

from gcrm.bronze.values import Values
from gcrm.cli.advice import advice

TIMES = {
    "99999": "[excel]",
    "99999.99": "[excel]",
    "9999999999": "[epoch]",
    "9999999999999": "[epoch_ms]",
    "99/99/9999": "[dd/MM/yyyy]",
    "9/9/9999": "[dd/MM/yyyy]",
    "99.99.99 99:99": "[dd.MM.yy HH:mm]",
    "99-99-9999 9:99 aa": "[dd-MM-yyyy h:mm a]",
    "9999/99/99": "[yyyy/MM/dd]",
    "99999999": "[yyyyMMdd]",
    "99999999999999": "[yyyyMMddHHmmss]",
    "9999.99.99T99:99:99": "[yyyy.MM.dd'T'HH:mm:ss]",
}
FIGURES = {
    "999.999": 'thousands: "."',
    "9.999.999": 'thousands: "."',
    "-9,999": 'decimal: ","',
    "9,999,999.99": 'thousands: ","',
    "9.999,99": 'thousands: ".", decimal: ","',
    "9 999,99": 'thousands: " ", decimal: ","',
    "9 999": 'thousands: " "',
    "99,9": 'decimal: ","',
    "(9.99)": "minus: [before, parentheses]",
    "9.99-": "minus: [before, after]",
    "$9.99": "currency: [",
    "9.99 aaa": "currency: [",
    "9₫": "currency: [",
}


@pytest.mark.parametrize(("form", "option"), TIMES.items())
def test_a_time_is_told_a_format_that_there_is(form, option):
    told = advice(form, "timestamp")
    assert told is not None
    assert f"`values: {{formats: {option}}}`" in told
    for formats in re.findall(r"\[([^\]]+)\]", told):
        Values(formats=(formats,))


@pytest.mark.parametrize(("form", "option"), FIGURES.items())
def test_a_figure_is_told_how_its_signs_are_named(form, option):
    assert option in (advice(form, "decimal(18,2)") or "")


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("99:99", "timestamp"),
        ("9999", "date"),
        ("9999-99-99", "date"),
        ("aaaa", "date"),
        ("aaaaaa", "double"),
        ("", "int"),
    ],
)
def test_other_forms_lead_to_no_option(form, kind):
    assert advice(form, kind) is None
