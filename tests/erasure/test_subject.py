"""Everything that is known of one member is told with its source, and nothing of others."""

import json

import pytest
from tests.erasure.club import PEOPLE
from tests.erasure.conftest import GONE

pytestmark = [pytest.mark.sequences, pytest.mark.core]


def test_rows_are_told_by_table_with_file_and_line(known):
    tables = known.content["tables"]
    [person] = tables["vault.club_people"]["rows"]
    assert (person["mail"], person["source"]) == (PEOPLE[GONE[0]][3], "people/p1.csv:2")
    assert {row["source"] for row in tables["silver.transactions"]["rows"]} == {
        "s1.csv:2", "s2.csv.gz:2", "web/w1.jsonl.gz:1", "air/a1.parquet:1"
    }  # fmt: skip
    assert tables["vault.club_notes"]["rows"][0]["said"] == "Aurelia says well"
    assert tables["silver.posts"]["rows"][0]["text"] == "[name] says well"
    assert {"ops.quarantine", "warehouse.member_months", "silver.members", "silver.posts"} <= set(tables)


def test_nothing_of_others_is_told_and_nobody_else_reads_it(known):
    said = json.dumps(known.content, ensure_ascii=False)
    assert not [text for card, texts in PEOPLE.items() if card != GONE[0] for text in (card, *texts) if text in said]
    assert known.mode == 0o600
    assert "rows of" in known.result.out
