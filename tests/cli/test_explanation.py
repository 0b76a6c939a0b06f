"""Parts are found, told in their order, and say what is lacking."""

import pytest

from gcrm.cli import explanation
from gcrm.cli.explanation import Explanation, explained, things
from gcrm.core.errors import UsageError


class Looks:
    def names(self):
        return ["models.known"]


def test_the_parts_of_the_package_are_found_in_order():
    found = things()
    assert "Segment" in [part.title for part in found["member"]]
    assert [part.order for part in found["member"]] == sorted(part.order for part in found["member"])


@pytest.fixture
def two(monkeypatch):
    known = Explanation(
        "member", "Known", 1, ("models.known",), lambda _looks, key: [f"{key} is known."] * (key == "m")
    )
    lacking = Explanation("member", "Lacking", 2, ("models.other",), lambda *_: ["never"])
    monkeypatch.setattr(explanation, "things", lambda: {"member": [known, lacking]})


@pytest.mark.usefixtures("two")
def test_what_is_known_is_told_and_what_is_not_built_is_said():
    assert explained(Looks(), "member", "m") == "Known\n  m is known.\nLacking\n  models.other has not been built."


@pytest.mark.usefixtures("two")
def test_what_nobody_knows_is_a_mistake_of_who_asks():
    with pytest.raises(UsageError, match="Nothing is known of member x; gcrm show "):
        explained(Looks(), "member", "x")
    with pytest.raises(UsageError, match="'membr'"):
        explained(Looks(), "membr", "m")
