"""A table is built once more where a feed's SELECT fails on a row, with that row refused; other failures stay."""

import dataclasses
from datetime import datetime

import pytest
from pyspark.errors import PySparkException
from tests.core.sales import SALES

from gcrm.core.contracts.step import Part, Step
from gcrm.core.contracts.table import SOURCE, Field, Table, raw
from gcrm.core.running import careful, quality
from gcrm.core.running.build import Task
from gcrm.core.testing import plain, rows
from gcrm.ops.quarantine import QUARANTINE, Quarantine

TILL = Table("bronze.till", "Text.", (Field("sale_id", "string", "x"), Field("amount", "string", "x"), SOURCE))


def selected(amount, unreadable="NULL"):
    columns = ["sale_id", f"{amount} AS amount", "_source", f"CAST({unreadable} AS map<string,string>) AS _unreadable"]
    return lambda records: records.selectExpr(*columns)


@pytest.fixture
def bring(lake):
    for table in (QUARANTINE, TILL):
        lake.create(table)
    given = [{"sale_id": f"s{i}", "amount": text, "_source": ("a.csv", 1, i)} for i, text in enumerate(("5", "8,50"))]
    lake.append(TILL, rows(lake.spark, TILL, *given), TILL.name, 1, {})

    def run(part):
        step = Step(SALES, {"raw": raw(SALES)}, lambda raw: raw).bound((part,))
        task = Task(step, None, None, "hash", {TILL.name: lake.version(TILL)}, None)
        record = careful.build(task, lake, Quarantine("run", set()), datetime(2018, 1, 1))
        return record, plain(lake.read(QUARANTINE), "file", "line", "failed")

    return run


def test_a_row_that_fails_is_refused_the_second_time(bring, lake):
    told = "IF(try_cast(amount AS INT) IS NULL, map('amount', amount), NULL)"
    tried = selected("try_cast(amount AS INT)", told)
    part = Part("till", {"records": TILL}, selected("CAST(amount AS INT)"), careful=tried)
    record, refused = bring(part)
    assert (record.rows_kept, record.rows_quarantined) == (1, 1)
    assert refused == [("a.csv", 1, ["amount_is_readable"])]
    assert plain(lake.read(SALES), "sale_id", "amount") == [("s0", 5)]


def test_without_a_careful_select_it_stays_a_failure(bring):
    with pytest.raises(PySparkException):
        bring(Part("till", {"records": TILL}, selected("CAST(amount AS INT)")))


def test_what_is_no_row_s_fault_is_not_tried_again(bring):
    part = Part("till", {"records": TILL}, selected("1"), careful=lambda **_: pytest.fail("it was tried again"))
    strange = dataclasses.replace(part, build=lambda records: records.select("amount"))
    with pytest.raises(quality.ColumnMismatchError):
        bring(strange)
