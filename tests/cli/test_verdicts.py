"""What checks found is told in one way."""

from gcrm.cli.verdicts import section, unmet

ASKED = [("warned", "few rows."), ("met", "no repeats."), ("stopped", "all refused."), ("warned", "old.")]


def test_what_stopped_comes_first_and_what_is_met_is_not_told():
    assert unmet(ASKED) == ["  stopped: all refused.", "  warned: few rows.", "  warned: old."]


def test_a_section_counts_what_was_asked_and_has_further_lines_behind():
    assert section(ASKED[:2], "  held: 1 table") == [
        "", "Checks: 2 asked, 1 not met", "  warned: few rows.", "  held: 1 table",
    ]  # fmt: skip
    assert section(ASKED[1:2]) == ["", "Checks: 1 asked, 0 not met"]
