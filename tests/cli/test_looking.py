"""Where a command looks: on a disk without Spark, and by Spark where the other reader gives up."""

import shutil

import pytest

from gcrm.cli.looking import answered
from gcrm.cli.parser import parsed
from gcrm.core.errors import UsageError
from gcrm.core.storage.far_looks import FarLooks
from gcrm.core.storage.looks import Looks, UnreadableTableError


def typed(corner, *more):
    return parsed(["tables", "--coalition", "corner", "--conf", str(corner.conf), *more])


def test_tables_of_a_disk_are_looked_at_without_spark(ran):
    asked = []
    args = typed(ran.corner, "--lakehouse", str(ran.corner.lakehouse))
    found = answered("tables", args, lambda looks: asked.append(type(looks)) or looks.count("silver.transactions"))
    assert (found, asked) == (4, [Looks])


def test_what_that_reader_cannot_read_is_asked_of_spark(ran):
    asked = []

    def count(looks):
        asked.append(type(looks))
        if isinstance(looks, Looks):
            raise UnreadableTableError("silver.transactions: a feature that it does not know.")
        return looks.count("silver.transactions")

    args = typed(ran.corner, "--lakehouse", str(ran.corner.lakehouse))
    assert (answered("tables", args, count), asked) == (4, [Looks, FarLooks])


def test_the_vault_is_looked_for_where_it_was_typed(ran, tmp_path):
    args = typed(ran.corner, "--lakehouse", str(ran.corner.lakehouse), "--vault", str(tmp_path))
    assert "vault.till_sales" not in answered("tables", args, lambda looks: looks.names())
    shutil.copytree(ran.corner.lakehouse / "vault" / "till_sales", tmp_path / "till_copies")
    assert "vault.till_copies" in answered("tables", args, lambda looks: looks.names())


def test_a_mistake_elsewhere_in_the_configuration_hides_no_table(corner):
    corner.configure("base.yml", "as_off: nothing\nspark: 3\n")
    corner.configure("env/local.yml", f"places: {{lakehouse: {corner.lakehouse}}}\n")
    corner.lakehouse.mkdir()
    assert answered("tables", typed(corner), lambda looks: looks.names()) == []


def test_where_nothing_is_the_place_is_named(corner):
    with pytest.raises(UsageError, match=r"^There is no lakehouse at .*/none; `gcrm run` makes one\.$"):
        answered("tables", typed(corner, "--lakehouse", f"{corner.lakehouse}/none"), lambda looks: looks.names())
