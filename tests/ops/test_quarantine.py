"""What was refused stands in quarantine once, whoever refused it."""

from tests.core.sales import SALES

from gcrm.core.contracts.table import SOURCE
from gcrm.core.frames import small
from gcrm.core.running import quality
from gcrm.core.testing import plain
from gcrm.ops.ledger import Ledger
from gcrm.ops.quarantine import QUARANTINE, Quarantine


def judged(lake, *amounts):
    rows = [(f"s{i}", amount, ("a.csv", 1, i)) for i, amount in enumerate(amounts)]
    frame = small(lake.spark, f"sale_id string, amount int, _source {SOURCE.type}", rows)
    return quality.judged(frame, SALES)


def standing(lake):
    return plain(lake.read(QUARANTINE).select("file", "line", "run_id"))


def test_two_runs_that_both_refuse_for_the_first_time_leave_one_entry_a_row(lake):
    Ledger(lake)
    Quarantine("one", set()).refuse(SALES, lake, judged(lake, 1, 0, -1), True)
    Quarantine("two", set()).refuse(SALES, lake, judged(lake, 1, 0, -1), True)
    assert [row[:2] for row in standing(lake)] == [("a.csv", 1), ("a.csv", 2)]


def test_what_is_mended_is_taken_out_and_the_table_is_known_to_refuse(lake):
    Ledger(lake)
    quarantine = Quarantine("one", set())
    assert not quarantine.holds(SALES)
    quarantine.refuse(SALES, lake, judged(lake, 0, 0), True)
    assert quarantine.holds(SALES)
    Quarantine("two", {SALES.name}).refuse(SALES, lake, judged(lake, 5, 0), True)
    assert [row[:2] for row in standing(lake)] == [("a.csv", 1)]
