"""Names by what lies farthest, never shared."""

from gcrm.models.segments.naming import named

WORDS = {
    "visits": ("few visits", "many visits"),
    "baskets": ("small baskets", "large baskets"),
    "score": ("dissatisfied", "satisfied"),
}


def name(centres):
    return named(centres, WORDS, 2, 0.25)


def test_names_take_what_lies_farthest_first_and_what_is_near_not():
    assert name({1: {"visits": 0.4, "baskets": -1.0, "score": 0.1, "unknown": 9.0}, 2: {}}) == {
        1: "small baskets, many visits",
        2: "average",
    }


def test_equal_names_grow_until_they_differ_and_no_other_does():
    alike = {"visits": 2.0, "baskets": 1.5}
    centres = {
        1: {**alike, "score": 0.5},
        4: {**alike, "score": -0.4},
        5: {"visits": -1.0, "baskets": 0.9, "score": 0.8},
    }
    assert name(centres) == {
        1: "many visits, large baskets, satisfied",
        4: "many visits, large baskets, dissatisfied",
        5: "few visits, large baskets",
    }


def test_names_that_cannot_differ_bear_the_groups_number():
    assert name({1: {"visits": 3.0}, 4: {"visits": 3.0}, 6: {}}) == {
        1: "many visits (1)",
        4: "many visits (4)",
        6: "average",
    }
