"""A member's rows are found by the key they hold, by where what is known of him came from, and by their record."""

import pytest
from tests.erasure.conftest import GONE

pytestmark = [pytest.mark.sequences, pytest.mark.core]


def test_rows_without_a_key_are_found_by_what_was_made_of_them(known):
    assert [row["note"] for row in known.content["tables"]["vault.club_notes"]["rows"]] == ["wn0"]


def test_rows_that_are_no_records_are_found_by_the_key_in_any_column(known):
    lines = {row["source"] for row in known.content["tables"]["vault.till_sales"]["rows"]}
    assert {"s1.csv:2", "s1.csv:3", "s1.csv:4"} <= lines, GONE[0]
