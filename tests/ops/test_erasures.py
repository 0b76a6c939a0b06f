"""An erasure is open from its first word to its last; each word is written once."""

from datetime import datetime

import pytest

from gcrm.core.errors import UsageError
from gcrm.core.testing import plain
from gcrm.ops import erasures

AT = datetime(2018, 5, 1)


def test_an_erasure_is_open_until_it_is_done_and_runs_wait_for_it(lake):
    assert erasures.unfinished(lake) == {}
    erasures.require_none_open(lake)
    for _ in range(2):
        erasures.note(lake, "e-1", erasures.ALL, "begun", "h", 3, AT)
    assert erasures.unfinished(lake) == {"e-1": "h"}
    with pytest.raises(UsageError, match=r"^The erasure e-1 has not ended; the same `gcrm forget` command ends it\.$"):
        erasures.require_none_open(lake)
    erasures.note(lake, "e-1", "silver.posts", "done", "h", 3, AT, rows=7, files=1)
    assert erasures.finished(lake, "e-1") == {"silver.posts"}
    erasures.note(lake, "e-1", erasures.ALL, "done", "h", 3, AT)
    assert erasures.unfinished(lake) == {}
    rows = plain(lake.read(erasures.ERASURES), "what", "status", "rows_removed")
    assert rows == [("all", "begun", 0), ("all", "done", 0), ("silver.posts", "done", 7)]
