"""The gate on trends: a week of few accounts says nothing of itself."""

from gcrm.core.testing import members, plain, rows
from gcrm.marts.trends import TRENDS
from gcrm.ops.releases import RELEASES
from gcrm.publish import trends
from gcrm.publish.gate import Settings


def week(area, n, of="2018-01-01"):
    cell = members(n) if n else None
    return {"term": "sea salt", "area_id": area, "week": of, "phase": "rising", "kind": "organic", "n_members": n,
            "share": 0.5, "copied_share": 0.0, "cell": cell}  # fmt: skip


def test_a_week_is_shown_with_its_phase_and_the_class_of_its_accounts_where_they_are_ten(spark):
    given = [week("all", 120), week("r", 9), week("all", 9, "2018-01-08"), week("all", 0, "2018-01-15")]
    made = trends.build(rows(spark, TRENDS, *given), rows(spark, RELEASES), Settings())
    found = plain(made.frame, "area_id", made.frame["week"].cast("string"), "phase", "kind", "n_members", "withheld")
    assert found == [
        ("all", "2018-01-01", "rising", "organic", 100, False),
        ("all", "2018-01-08", None, None, None, True),
        ("all", "2018-01-15", None, None, None, True),
    ]
    assert not {"share", "n_posts", "z", "copied_share", "cell"} & {*made.frame.columns}
