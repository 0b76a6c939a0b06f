"""What the demo tells of a run: the sentences of the atlas, so only what may be shown."""

import pytest

from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.publish import findings

from .made_up import RUN


@pytest.fixture(scope="module")
def told(published_lake: Lakehouse) -> list[str]:
    return findings.found(published_lake, RUN.coalition, "BRL")


def test_findings_are_the_sentences_of_the_atlas(told: list[str]) -> None:
    assert [sentence[:40] for sentence in told] == [
        "In half of 4 municipalities with members",
        "4 of 7 municipalities can be shown with ",
        "3 segments; the largest, many visits, ho",
        "2 files arrived with 4,000 to 5,999 rows",
    ]
    assert all(sentence.endswith(".") for sentence in told)


def test_rows_refused_are_counted_in_classes(told: list[str]) -> None:
    assert told[-1].endswith("; 10 to 39 rows were refused for 3 reasons.")


def test_where_nothing_was_built_nothing_is_told(lake: Lakehouse) -> None:
    assert findings.found(lake, "made_up", "BRL") == []
