"""What members spent by category group, as seen and corrected."""

from datetime import date

from gcrm.core.testing import rows, same
from gcrm.features import spends
from gcrm.features.category_groups import CATEGORY_GROUPS
from gcrm.warehouse.member_months import MEMBER_MONTHS

AS_OF = date(2025, 2, 28)


def test_spend_of_a_group_is_divided_by_what_is_seen_of_it(spark):
    cells = [("m", "bread", 30), ("m", "milk", 10), ("m", "taxi", 5), ("n", "taxi", -3)]
    groups = [("bread", "food", 0.5), ("milk", "food", 0.5), ("taxi", "other", 1.0)]
    built = spends.build(
        rows(spark, MEMBER_MONTHS, *({"member_id": m, "category": c, "amount": a} for m, c, a in cells)),
        rows(spark, CATEGORY_GROUPS, *({"category": c, "category_group": g, "completeness": s} for c, g, s in groups)),
        AS_OF,
    )
    same(built, [("m", AS_OF, {"food": 80.0, "other": 5.0}, 85.0), ("n", AS_OF, {"other": -3.0}, -3.0)])
