"""A segment's portrait, rolled up and drilled down."""

from types import SimpleNamespace

from gcrm.cli.explanations.portrait import said, tell
from gcrm.core.storage.looks import Answer


def row(feature, index, separation, within=None, kind="k", **given):
    return {
        "segment": 3, "segment_name": "comes often", "n_members": 1200, "feature": feature, "kind": kind,
        "within": within, "value": index / 200, "base": 0.5, "index": float(index), "index_low": index - 5.0,
        "index_high": index + 5.0, "separation": separation, "says": None, **given,
    }  # fmt: skip


ROWS = [
    row("category_group: drinks", 160, 0.2),
    row("category: tea", 190, 0.4, within="category_group: drinks"),
    row("category: water", 110, 0.01, within="category_group: drinks"),
    row("n_visits", 180, 0.9, kind=None, value=9.0, base=5.0, says="visits almost twice as often"),
]


def test_what_separates_best_comes_first_with_its_best_parts():
    assert said(ROWS) == [
        '"comes often", 1,200 members. What sets it apart most:',
        "n visits, 9 against 5, index 180 (175 to 185): visits almost twice as often.",
        "category group: drinks, 80% against 50%, index 160 (155 to 165); of its parts most tea (index 190), "
        "water (index 110).",
    ]


def test_a_trait_is_told_in_parts_and_one_without_any_names_those_that_have():
    assert said(ROWS, "category_group: drinks")[1] == "category: tea, 95% against 50%, index 190 (185 to 195)"
    assert said(ROWS, "n_visits") == ["n_visits has no parts; 'category_group: drinks' has."]


def test_the_key_is_a_number_and_a_trait_behind_a_slash():
    asked = []
    looks = SimpleNamespace(query=lambda sql, _tables: asked.append(sql) or Answer((), tuple(ROWS)))
    assert tell(looks, "3/category_group: drinks")[0] == "category_group: drinks, in parts:"
    assert "segment = 3 AND" in asked[0]
    assert tell(looks, "three") == []
