"""A table that several steps read is made once, and none of them reads it before it is there."""

import threading
from concurrent.futures import ThreadPoolExecutor

from gcrm.core.contracts.table import Field, Table
from gcrm.core.running.versions import Versions

AREAS, STORES = (Table(f"silver.{noun}", "T.", (Field("id", "string", "Id"),)) for noun in ("areas", "stores"))


class Slow:
    """A lakehouse in which a table is there once somebody who makes it is told to end."""

    def __init__(self):
        self.made, self.begun, self.may_end = [], threading.Event(), threading.Event()

    def create(self, table):
        if table == AREAS:
            self.begun.set()
            assert self.may_end.wait(60)
        self.made.append(table.name)

    def version(self, table):
        return 0 if table.name in self.made else -1


def test_who_asks_while_a_table_is_made_waits_for_it_and_for_no_other():
    lake, versions = Slow(), Versions()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(versions.of, lake, AREAS)
        assert lake.begun.wait(60)
        second = pool.submit(versions.of, lake, AREAS)
        assert versions.of(lake, STORES) == 0
        assert not second.done()
        lake.may_end.set()
        assert (first.result(), second.result()) == (0, 0)
    assert lake.made == ["silver.stores", "silver.areas"]
