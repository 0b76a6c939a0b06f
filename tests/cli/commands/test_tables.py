"""`gcrm tables`: what is there, in the order of layers, as a table or for a program."""

import json


def test_tables_are_printed_layer_by_layer(ran):
    head, *lines = ran.lines("tables")
    assert head == ["table", "rows", "version", "holds"]
    names = [line[0] for line in lines]
    assert {"ops.runs", "silver.transactions", "vault.till_sales"} <= set(names)
    layers = [name.partition(".")[0] for name in names]
    assert len(set(layers)) == sum(one != other for one, other in zip(layers, [None, *layers], strict=False))


def test_the_same_is_printed_for_programs(ran):
    told = json.loads(ran.gcrm("tables", "--format", "json").out)
    assert {row["table"]: row["rows"] for row in told}["silver.transactions"] == 4
    assert ran.gcrm("tables").out.splitlines()[1].split("|")[1].strip() == "table"


def test_a_disk_is_looked_at_without_java(ran, without_java):
    where = ("--coalition", "corner", "--conf", str(ran.corner.conf), "--lakehouse", str(ran.corner.lakehouse))
    done = without_java("tables", *where)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == ran.gcrm("tables").out
