"""Groups of categories, and how much of members' spend on them is seen."""

from datetime import date

import pytest

from gcrm.core.testing import rows, same
from gcrm.features import category_groups
from gcrm.features.category_groups import Settings
from gcrm.warehouse.member_months import MEMBER_MONTHS

AS_OF = date(2025, 2, 28)
CELLS = [("m", 1, "bread", 30), ("n", 1, "bread", 10), ("m", 2, "milk", 20), ("n", 2, "taxi", 5)]


def build(spark, settings):
    cells = [
        {"member_id": m, "month": f"2025-{i:02d}-01", "category": c, "amount": a, "n_lines": 2} for m, i, c, a in CELLS
    ]
    return category_groups.build(rows(spark, MEMBER_MONTHS, *cells), settings, AS_OF)


def test_without_groups_the_largest_categories_stand_alone(spark):
    built = build(spark, Settings(largest=2))
    same(built, [("bread", "bread", 40.0), ("milk", "milk", 20.0), ("taxi", "other", 5.0)],
         "category", "category_group", "amount")  # fmt: skip
    same(built, [("bread", 10.0), ("milk", 10.0), ("taxi", 2.5)], "category", "usual_line")
    same(built.select("completeness").distinct(), [(1.0,)])


def test_budgets_of_a_survey_tell_what_is_seen_and_a_given_share_has_its_say(spark):
    settings = Settings(groups={"food": ("bread", "milk")}, budgets={"food": 60.0}, completeness={"other": 0.5})
    # 60 spent by two members in two months, of 60 each a month.
    same(build(spark, settings), [("bread", 0.25), ("milk", 0.25), ("taxi", 0.5)], "category", "completeness")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"groups": {"a": ("x",), "b": ("x",)}}, "groups name x twice"),
        ({"groups": {"all": ("x",)}}, "'all' is the sum of the groups"),
        ({"completeness": {"a": 1.5}}, "completeness of a must be above 0 and up to 1"),
        ({"budgets": {"a": -1.0}}, "budgets of a must be above 0"),
        ({"groups": {"a": ("x",)}, "budgets": {"b": 1.0}}, "completeness and budgets name b; groups are a"),
        ({"largest": 0}, "largest is 0; 1 or more works"),
    ],
)
def test_settings_name_what_works(given, said):
    with pytest.raises(ValueError, match=said):
        Settings(**given)
