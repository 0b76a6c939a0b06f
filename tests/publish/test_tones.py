"""The gate on tone: sides within the whole, a share where both sides are many, rows of every month."""

from datetime import date

import pytest

from gcrm.core.testing import rows
from gcrm.marts.tones import TONES
from gcrm.ops.releases import RELEASES
from gcrm.publish import tones
from gcrm.publish.gate import Settings


def side(tone, n, month="2018-01-01", partner="all", share=None, first=0):
    digits = [sum(1 << 4 * (i % 16) for i in range(first, first + n) if i // 16 == word) for word in range(8)]
    pleased = float(round(n * (share or 0)))
    sums = {"amount": float(n), "squares": float(n), "largest": 1.0, "total": pleased, "total_squares": pleased}
    return {
        "partner_id": partner, "area_id": "all", "aspect": "all", "month": date.fromisoformat(month), "tone": tone,
        "n_members": n, "pleased_share": share, "cell": {"n": n, **sums, "who": digits, "what": digits},
    }  # fmt: skip


def month(pleased, displeased, **given):
    n = pleased + displeased
    return [
        side("all", n, share=pleased / n, **given),
        side("pleased", pleased, **given),
        side("displeased", displeased, first=pleased, **given),
    ]


@pytest.fixture(scope="module")
def built(spark):
    many, one_sided = month(72, 48), month(117, 3, partner="B1")
    few = [one for of in ("2018-01-01", "2018-02-01") for one in month(4, 3, month=of, partner="B2")]
    given = rows(spark, TONES, *many, *month(3, 2, month="2018-02-01"), *one_sided, *few)
    made = tones.build(given, rows(spark, RELEASES), Settings())
    return {(row.partner_id, f"{row.month:%m}", row.tone): row for row in made.frame.collect()}


def test_a_share_is_shown_in_the_digits_of_its_error_with_an_interval(built):
    row = built["all", "01", "all"]
    assert (row.n_members, row.pleased_share, row.withheld) == (100, 0.6, False)
    assert row.pleased_low < 0.55 < 0.65 < row.pleased_high
    assert [built["all", "01", of].n_members for of in ("pleased", "displeased")] == [40, 40]


def test_a_side_of_few_withholds_the_share_for_it_would_count_them(built):
    """Three of 120 are displeased; the class of all tells nobody how many."""
    row = built["B1", "01", "all"]
    assert (row.pleased_share, row.pleased_low, row.pleased_high) == (None, None, None)
    assert built["B1", "01", "displeased"].withheld


def test_of_what_is_shown_once_there_is_a_row_for_every_month_and_of_the_rest_none(built):
    assert {partner for partner, _, _ in built} == {"all", "B1"}
    assert {of for partner, of, _ in built if partner == "B1"} == {"01", "02"}
    hidden = built["all", "02", "all"]
    assert (hidden.withheld, hidden.n_members, hidden.pleased_share) == (True, None, None)


def test_nobody_wrote_and_nothing_is_shown(spark):
    assert tones.build(rows(spark, TONES), rows(spark, RELEASES), Settings()).frame.isEmpty()
