"""What members spent by category group, as seen and corrected, and what it usually costs."""

from datetime import date

from gcrm.core.testing import rows, same
from gcrm.features import spends
from gcrm.features.category_groups import CATEGORY_GROUPS
from gcrm.warehouse.member_months import MEMBER_MONTHS

AS_OF = date(2025, 2, 28)


def test_spend_of_a_group_is_divided_by_what_is_seen_of_it(spark):
    cells = [("m", "bread", 30, 4), ("m", "milk", 10, 1), ("m", "taxi", 5, 2), ("n", "taxi", -3, 1)]
    groups = [("bread", "food", 0.5, 2.5), ("milk", "food", 0.5, 1.5), ("taxi", "other", 1.0, None)]
    bought = ("member_id", "category", "amount", "n_lines")
    named = ("category", "category_group", "completeness", "usual_line")
    built = spends.build(
        rows(spark, MEMBER_MONTHS, *(dict(zip(bought, cell, strict=True)) for cell in cells)),
        rows(spark, CATEGORY_GROUPS, *(dict(zip(named, group, strict=True)) for group in groups)),
        AS_OF,
    )
    # Four loaves at 2.50 and a bottle at 1.50, of which half is seen; what has no usual price costs nothing.
    same(built, [("m", AS_OF, {"food": 80.0, "other": 5.0}, 85.0, 23.0), ("n", AS_OF, {"other": -3.0}, -3.0, 0.0)])
