"""Which version of a table a step reads; a table that is not there yet is made, once in a run."""

import threading
from collections import defaultdict

from gcrm.core.contracts.table import Table
from gcrm.core.storage.lakehouse import Lakehouse


class Versions:
    """Asked by several threads: of two that want a table that is not there, one waits until the other has made it."""

    def __init__(self) -> None:
        self._there: set[str] = set()
        self._guard = threading.Lock()
        self._making: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def of(self, lake: Lakehouse, table: Table) -> int:
        """The newest version, for a run beside this one may have written it since: who held the lock of an output last
        must have read no older inputs than who held it before."""
        with self._guard:
            making = self._making[table.name]
        with making:
            if table.name not in self._there:
                lake.create(table)
                self._there.add(table.name)
        return lake.version(table)
