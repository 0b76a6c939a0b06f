"""Patterns of times: slips are told with what would have worked; zones and weekdays are taken out."""

import re

import pytest

from gcrm.bronze.patterns import EXAMPLE, ZONE, has_zone, mistake, without

RIGHT = [
    "dd/MM/yyyy", "dd/MM/yy", "d.M.y", "yyyyMMddHHmmss", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "M/d/yyyy h:mm a",
    "d MMM yyyy",
    "HH:mm dd/MM/yyyy", "EEE, dd MMM yyyy HH:mm:ss Z", "yyyy-MM-dd HH:mm[:ss][ XXX]", "yyyy年MM月dd日 HH时mm分",
    "HH MM/dd/yyyy",
    "dd 'de' MMMM yyyy", "dd/MM/yyyy HH:mm z", "yyyy-MM-dd HH:mm VV", "yyyy-MM-dd HH:mm OOOO",
]  # fmt: skip
# A slip, and the pattern that would have worked.
SLIPS = {
    "dd/mm/yyyy": "dd/MM/yyyy",
    "yyyy-mm-dd hh:mm": "yyyy-MM-dd HH:mm",
    "yyyy-MM-dd hh:mm": "yyyy-MM-dd HH:mm",
    "yyyy-MM-dd HH:MM": "yyyy-MM-dd HH:mm",
    "yyyy-mm-dd HH:MM": "yyyy-MM-dd HH:mm",
    "HH:MM mm/dd/yyyy": "HH:mm MM/dd/yyyy",
    "yyyyMMddHHMMSS": "yyyyMMddHHmmss",
    "yyyy-MM-dd HH:mm:SS": "yyyy-MM-dd HH:mm:ss",
    "yyyy-MM-dd HH:mm:ss.sss": "yyyy-MM-dd HH:mm:ss.SSS",
    "YYYY-MM-dd": "yyyy-MM-dd",
    "DD.MM.YYYY": "dd.MM.yyyy",
    "DD/MM/yyyy": "dd/MM/yyyy",
    "d/m/Y": "d/M/y",
    "yyyy-MM-dd kk:mm": "yyyy-MM-dd HH:mm",
    "dd/MM/yyyy HH:mm a": "dd/MM/yyyy hh:mm a",
    "yyyy-MM-ddTHH:mm:ss": "yyyy-MM-dd'T'HH:mm:ss",
    "yyy-MM-dd": "yyyy-MM-dd",
    "dd MMMMM yyyy": "dd MMMM yyyy",
    "YYYY-DD": EXAMPLE,
    "yyyyDDD": EXAMPLE,
    "MM/yyyy": "dd/MM/yyyy",
    "yyyy": "dd/MM/yyyy",
    "dd/MM": "dd/MM/yyyy",
    "HH:mm": "dd/MM/yyyy",
    "%d/%m/%Y": EXAMPLE,
    "dd/MM/yyyy MM": EXAMPLE,
    "dd/MM/yyyy ss": f"{EXAMPLE}:ss.SSS",
    "dd/MM/yyyy'": f"{EXAMPLE}[:ss]",
    "dd/MM/yyyy {HH:mm}": f"{EXAMPLE}[:ss]",
    "yyyy-MM-dd[ HH:mm XXX]": f"{EXAMPLE}[ XXX]",
}


@pytest.mark.parametrize("pattern", RIGHT)
def test_patterns_that_read_times(pattern):
    assert mistake(pattern) is None


@pytest.mark.parametrize(("pattern", "works"), SLIPS.items())
def test_a_slip_is_told_with_what_works_and_that_does(pattern, works):
    told = mistake(pattern)
    assert told is not None
    assert f"'{works}'" in told
    assert mistake(works) is None


@pytest.mark.parametrize(
    ("pattern", "text", "kept", "left"),
    [
        ("yyyy-MM-dd HH:mm XXX", "2024-03-02 00:30 <Z>", "2024-03-02 00:30 ", "yyyy-MM-dd HH:mm "),
        ("yyyyMMddHHmmssXX", "20240302003000<Z>", "20240302003000", "yyyyMMddHHmmss"),
        ("EEE MMM d HH:mm z yyyy", "Sat Mar 2 00:30 <Z> 2024", " Mar 2 00:30  2024", " MMM d HH:mm  yyyy"),
        ("yyyy-MM-dd HH:mm[ XXX]", "2024-03-02 00:30", "2024-03-02 00:30", "yyyy-MM-dd HH:mm"),
        ("yyyy-MM-dd HH:mm[ XXX]", "2024-03-02 00:30 <Z>", "2024-03-02 00:30", "yyyy-MM-dd HH:mm"),
        ("yyyy-MM-dd'T'HH:mm[:ss]X", "2024-03-02T00:30<Z>", "2024-03-02T00:30", "yyyy-MM-dd'T'HH:mm[:ss]"),
    ],
)
def test_zones_and_weekdays_are_taken_out_of_pattern_and_text(pattern, text, kept, left):
    found = without(pattern, f"E{ZONE}", "<Z>")
    assert found is not None
    expression = found[0].replace(r"\p{L}", "a-zA-Z")
    assert re.sub(expression, r"\1\2\3", text) == kept
    assert found[1] == left


def test_a_pattern_without_them_stays_as_it_is():
    assert without("dd/MM/yyyy HH:mm", f"E{ZONE}", "Z") is None
    assert has_zone("HH:mm XXX")
    assert not has_zone("HH:mm 'XXX'")
