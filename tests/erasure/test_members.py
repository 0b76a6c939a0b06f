"""Members are known by the key that a partner writes, in any of the forms that the door takes for one."""

import pytest
from tests.erasure.conftest import GONE

pytestmark = [pytest.mark.sequences, pytest.mark.core]


def test_a_key_is_told_with_its_namespace_and_pseudonym(known, clubhouse):
    told = {"namespace": "till", "key": GONE[0], "member_id": clubhouse.pseudonym(GONE[0])}
    assert known.content["keys"] == [told]


def test_a_key_of_nobody_and_a_namespace_of_nobody_are_told(clubhouse, tmp_path):
    out = tmp_path / "s.json"
    where = ("subject", "--lakehouse", clubhouse.lake.root, "--out", str(out))
    strange = clubhouse.club.gcrm(*where, "--member", "karte-0")
    assert (strange.code, strange.complaints) == (2, ["gcrm: No member of corner has this key."])
    assert not out.exists()
    result = clubhouse.club.gcrm(*where, "--member", GONE[0], "--namespace", "club")
    assert result.complaints == ["gcrm: corner knows no members under the namespace 'club'; there are till."]
