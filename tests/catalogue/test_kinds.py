"""Column types as trees."""

import pytest

from gcrm.catalogue.kinds import nested, parse


@pytest.mark.parametrize(
    ("text", "base", "parts"),
    [
        ("decimal(18,2)", "decimal", []),
        ("array<decimal(18,2)>", "array", [("element", "decimal(18,2)")]),
        (
            "map<string,struct<a:int,b:decimal(3,1)>>",
            "map",
            [("key", "string"), ("value", "struct<a:int,b:decimal(3,1)>")],
        ),
        ("struct<a:map<string,int>, b:string>", "struct", [("a", "map<string,int>"), ("b", "string")]),
    ],
)
def test_a_type_is_taken_apart_at_its_own_commas(text, base, parts):
    kind = parse(text)
    assert (kind.base, [(name, part.text) for name, part in kind.parts]) == (base, parts)


def test_names_inside_arrays_and_maps_are_no_columns():
    assert list(nested("tags", parse("map<string,array<struct<name:string>>>"))) == ["tags"]
    assert list(nested("at", parse("struct<a:struct<b:int>,c:array<int>>"))) == ["at", "at.a", "at.a.b", "at.c"]
