"""Small files are packed, and nobody may take files from a running reader."""

import pytest

from gcrm.core.contracts.table import Append, Field, Table
from gcrm.core.errors import UsageError
from gcrm.core.frames import small
from gcrm.core.storage.maintenance import maintain
from gcrm.core.testing import same

LINES = Table("bronze.lines", "Lines.", (Field("text", "string", "Text"),), load=Append())


def test_maintenance_packs_files_and_refuses_a_dangerous_retention(lake, spark):
    for word in ("one", "two", "three"):
        lake.append(LINES, small(spark, "text string", [(word,)]), word, 1, {})
    assert maintain(lake, LINES) == {"numFilesAdded": 1, "numFilesRemoved": 3}
    same(lake.read(LINES), [("one",), ("three",), ("two",)])
    with pytest.raises(UsageError, match="A retention of 24 hours could take files from a running reader; 168 or more"):
        maintain(lake, LINES, 24)
