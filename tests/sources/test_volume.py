"""How many rows a delivery should have."""

import pytest

from gcrm.core.settings.config import into
from gcrm.core.settings.nodes import read_text
from gcrm.sources.volume import Volume


def read(text):
    problems = []
    return into(Volume, read_text(text, "feed.yml:3"), problems, "rows"), problems


def test_what_a_feed_says_is_read():
    assert read("{at_least: 1000, change: 50%}") == (Volume(at_least=1000, change="50%"), [])
    assert Volume(change="50%").differing == 0.5
    assert Volume().differing is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{change: half}", "change must be a share from 0% to 10000%, not 'half'; 50% and 0.5 mean one half."),
        ("{change: 50}", "change must be a share from 0% to 10000%, not '50'; 50% and 0.5 mean one half."),
        ("{at_least: -1}", "at_least is -1; 0 or more rows work."),
        ("{at_least: 10, at_most: 9}", "at_most is 9, below at_least; 10 or more works."),
        ("{severity: halt}", "Unknown value of severity 'halt': Known: stop, warn."),
        ("{atleast: 5}", "Unknown key 'atleast': did you mean 'at_least'? Known: at_least, at_most, change, severity."),
        ("{at_least: many}", "'at_least' must be a whole number, not 'many'."),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_would_work(text, told):
    assert read(text) == (None, [f"feed.yml:3: {told}"])
