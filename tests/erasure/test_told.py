"""Refused rows of who was forgotten are gone from the quarantine; those of others stay."""

import pytest
from tests.erasure.conftest import GONE, STAYS

from gcrm.ops.quarantine import QUARANTINE

pytestmark = [pytest.mark.sequences, pytest.mark.core]


def test_the_quarantine_knows_those_who_stay_alone(forgotten):
    rows = forgotten.ran.lake.read(QUARANTINE).collect()
    records = " ".join(str(row["record"]) for row in rows)
    assert forgotten.ran.pseudonym(STAYS) in records
    assert not [card for card in GONE if forgotten.ran.pseudonym(card) in records]
    assert (2,) not in {(row["line"],) for row in rows if row["file"] == "s1.csv"}
