"""The purchasing power of a member, in words."""

from datetime import date

from tests.cli.explanations.fake import Fake

from gcrm.cli.explanations.member_power import EXPLANATION

MEMBER = {
    "member_id": "m", "as_of": date(2025, 1, 1), "power_p10": 90.0, "power_p50": 120.0, "power_p90": 160.0,
    "amount": 80, "n_visits": 4, "weight_of_own": 0.25, "headroom": 50.0, "headroom_group": "fun",
    "second_opinion": 400.0, "opinions_disagree": False,
    "groups": [{"category_group": "fun", "power_p50": 50.0, "spent": 0.0}],
}  # fmt: skip


def test_a_member_is_told_by_groups_and_what_is_left_to_win():
    lines = EXPLANATION.tell(Fake({"marts.member_power": [MEMBER]}), "m")
    assert lines[2] == "The own spend weighs 25%, members of like areas 75%."
    assert lines[3] == "Left to win: 50, most in fun."
    assert lines[-1] == "  fun: 50, spent 0"
    assert EXPLANATION.tell(Fake({}), "m") == []
