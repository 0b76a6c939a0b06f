"""A landing folder, the lakehouse it lands in, and what the ledger would remember."""

import os
from datetime import datetime

from gcrm.bronze.feed import Feed, FeedSpec
from gcrm.bronze.landing import landings
from gcrm.core.running import land
from gcrm.core.running.arrivals import arrivals
from gcrm.core.testing import plain
from gcrm.ops.quarantine import QUARANTINE, Quarantine
from gcrm.sources.spec import FileSpec, Options

BEGAN = datetime(2018, 1, 1)


def step_of(root, **options):
    spec = FileSpec("**/s*.csv", "csv", ("id", "name"), key=("id",), options=Options(**options))
    [step] = landings([Feed("till", FeedSpec("Till", {"sales": spec}, "till"), {}, "conf/till")], root)
    return step


class Desk:
    """A landing folder, the lakehouse it lands in if any, and what the ledger would remember."""

    def __init__(self, lake, root, **options):
        self.lake, self.root, self.known, self.last = lake, root, [], None
        self.quarantine = Quarantine("run", set())
        self.step = step_of(root, **options)
        if lake:
            lake.create(QUARANTINE)

    def put(self, name, text, at=1_500_000_000):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        os.utime(path, (at, at))

    def arrivals(self):
        return [(d.file, d.revision, d.status) for d in arrivals(self.step, self.known, "run")]

    def take(self, record=True):
        """Lands what is new; without `record` as if the process had been killed before the ledger was written."""
        new = arrivals(self.step, self.known, "run")
        done, step = land.take(self.step, self.lake, new, self.last, self.quarantine, BEGAN)
        if record:
            self.known, self.last = [*self.known, *done], step
        return done, step

    def rows(self):
        return plain(self.lake.read(self.step.output), "_source.file", "_source.revision", "_source.line", "id")

    def refused(self):
        return plain(self.lake.read(QUARANTINE), "file", "revision", "line", "failed")
