"""A step with a ledger is given what it noted of its own table, and what it notes is kept before it shows."""

from datetime import date

import pytest

from gcrm.core.contracts.step import Noted, Step
from gcrm.core.contracts.table import Append, ContractError, Field, Table
from gcrm.core.frames import small
from gcrm.core.running import noted
from gcrm.core.testing import same

LEDGER = Table(
    "ops.memories",
    "What was seen.",
    (Field("table_name", "string", "Table"), Field("n", "int", "How often")),
    key=("table_name", "n"),
    load=Append(),
)
SEEN = Table("marts.seen", "What was seen.", (Field("n", "int", "How often"),))


def build(before, as_of):
    assert as_of
    n = 1 + before.count()
    return Noted(small(before.sparkSession, "n int", [(n,)]), ((SEEN.name, n),) if n < 3 else ())


def test_what_was_noted_is_there_the_next_time_and_of_other_tables_nothing(lake):
    step = Step(SEEN, {}, build, ledger=LEDGER)
    lake.append(LEDGER, small(lake.spark, "table_name string, n int", [("marts.other", 1)]), "other", 1, {})
    for n in (1, 2, 3, 3):
        same(noted.built(step, {}, None, date(2025, 1, 1), lake), [(n,)])
    same(lake.read(LEDGER), [("marts.other", 1), ("marts.seen", 1), ("marts.seen", 2)])


def test_a_step_with_a_ledger_takes_what_was_before():
    with pytest.raises(ContractError, match=r"marts.seen: build takes \(as_of\) but"):
        Step(SEEN, {}, lambda as_of: as_of, ledger=LEDGER)
