"""A table that remembers follows its contract: rows of before get its columns, and are judged by its rules."""

from dataclasses import replace

import pytest
from tests.core.running.visits import SCORES, VISITS

from gcrm.core.contracts.table import Field, Rule
from gcrm.core.running.follow import follow
from gcrm.core.storage.lakehouse import Lakehouse
from gcrm.core.testing import rows, same
from gcrm.ops.quarantine import QUARANTINE, Quarantine

WIDER = replace(
    SCORES, fields=(*SCORES.fields, Field("share", "double", "Share")), rules=(Rule("n_is_small", "n < 10"),)
)
DAYS = ("2018-01-31", "2018-02-28")


@pytest.fixture(scope="module")
def lake(spark, tmp_path_factory):
    """Two days of scores, a row of which breaks the rule that came later."""
    lake = Lakehouse(spark, str(tmp_path_factory.mktemp("follow") / "lakehouse"))
    lake.create(QUARANTINE)
    scored = (("a", 1, DAYS[0]), ("b", 5, DAYS[0]), ("a", 1, DAYS[1]), ("b", 15, DAYS[1]))
    lake.replace(SCORES, rows(spark, SCORES, *(dict(zip(SCORES.columns, row, strict=True)) for row in scored)), {})
    return lake


def test_a_table_as_its_contract_says_and_one_that_forgets_are_left_alone(lake, spark):
    lake.replace(VISITS, rows(spark, VISITS, {"visit_id": "v1"}), {})
    wider_visits = replace(VISITS, fields=(*VISITS.fields, Field("n", "bigint", "Of no use")))
    before = lake.version(SCORES), lake.version(VISITS)
    for table in (SCORES, wider_visits):
        follow(table, lake, Quarantine("r2", set()), {"run": "r2"})
    assert (lake.version(SCORES), lake.version(VISITS)) == before


def test_a_table_that_is_not_there_yet_is_not_made(lake):
    other = replace(SCORES, name="models.others")
    follow(other, lake, Quarantine("r2", set()), {"run": "r2"})
    assert not lake.exists(other)


def test_rows_of_every_day_get_the_columns_and_those_that_break_a_rule_go_to_quarantine(lake):
    follow(WIDER, lake, Quarantine("r3", set()), {"run": "r3"})
    assert lake.is_as_promised(WIDER)
    kept = lake.read(WIDER).selectExpr("member_id", "string(as_of)", "n", "share")
    same(kept, [("a", DAYS[0], 1, None), ("a", DAYS[1], 1, None), ("b", DAYS[0], 5, None)])
    refused = lake.read(QUARANTINE).selectExpr("table_name", "run_id", "failed[0]", "record")
    record = f'{{"member_id":"b","n":15,"as_of":"{DAYS[1]}"}}'
    same(refused, [(WIDER.name, "r3", "n_is_small", record)])
    assert lake.said(WIDER)[0] == {"run": "r3"}
    version = lake.version(WIDER)
    follow(WIDER, lake, Quarantine("r4", {WIDER.name}), {"run": "r4"})
    assert lake.version(WIDER) == version, "what has followed stands"
