"""A new section: only of what may be published."""

from dataclasses import replace

import pytest

from gcrm.cli.skeletons.reading import Read, read
from gcrm.cli.skeletons.section import section
from gcrm.core.cell import CELL
from gcrm.core.contracts.table import Field, Table
from gcrm.core.errors import UsageError

CELLS = Table(
    "marts.cells",
    "Cells.",
    (
        Field("place", "string", "Place"),
        Field("n_people", "int", "Members"),
        Field("amount", "decimal(18,2)", "Paid"),
        Field("example", "string", "Somebody", pii="pseudonym"),
        Field("cell", CELL, "What the gate must know"),
    ),
    key=("place",),
)


def test_the_gate_is_told_of_the_count_and_other_numbers_stay_inside():
    made = section("cells", Read(CELLS, "gcrm.marts.cells", "CELLS"))["lib/gcrm/publish/atlas/sections/cells.py"]
    assert '    drop=("amount", "example"),\n    count="n_people",\n' in made


def test_a_mart_whose_cells_were_not_measured_is_told_how():
    bare = replace(CELLS, fields=CELLS.fields[:-1])
    with pytest.raises(UsageError, match=r"give it a field of type CELL, made by measured"):
        section("cells", Read(bare, "gcrm.marts.cells", "CELLS"))


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("features.areas", r"^A section shows a mart whose cells count members; features\.areas cannot .*: it is none"),
        (
            "marts.sales_changes",
            r"^publish\.sales_changes is made in gcrm\.publish\.\S+ already; a section .* can read",
        ),
        ("marts.member_power", r"^marts\.member_power has rows of single members, and nobody's own row is published"),
    ],
)
def test_what_cannot_be_published_is_told(table, why):
    with pytest.raises(UsageError, match=why):
        section("shown", read(table))
