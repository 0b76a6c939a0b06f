"""The lakehouse that a command looks into is the project's, and is never made by looking."""

from dataclasses import replace

import pytest

from gcrm.cli.lake import opened
from gcrm.cli.places import Places
from gcrm.cli.project import assemble
from gcrm.core.errors import UsageError
from gcrm.silver.transactions import TRANSACTIONS


def project(corner):
    made = assemble(corner.conf, "corner", "local", [], None, lambda: b"")
    return replace(made, places=Places(None, str(corner.lakehouse), f"{corner.lakehouse}/vault"))


def test_it_is_opened_where_the_project_says(ran):
    lake = opened("look", project(ran.corner), {"spark.sql.shuffle.partitions": "1"})
    assert (lake.root, lake.vault) == (str(ran.corner.lakehouse), f"{ran.corner.lakehouse}/vault")
    assert lake.read(TRANSACTIONS).count() == 4


def test_one_that_is_not_there_is_named_and_not_made(corner):
    with pytest.raises(UsageError) as refused:
        opened("look", project(corner))
    assert str(refused.value) == f"There is no lakehouse at {corner.lakehouse}; `gcrm run` makes one."
    assert not corner.lakehouse.exists()
