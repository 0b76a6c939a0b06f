"""Six till systems, each of which says what a basket line has to say, in letters that it can write."""

import pytest

from gcrm.simulate.files.systems import SYSTEMS
from gcrm.simulate.words import products

NEEDED = {"receipt", "line", "card", "sold", "store", "article", "group", "quantity", "amount", "discount"}


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_system_tells_every_fact_once_and_in_its_own_encoding(name):
    system = SYSTEMS[name]
    assert set(system.columns.values()) >= NEEDED
    assert len(set(system.columns.values())) == len(system.columns)
    assert all(sign not in column for column in system.columns for sign in (system.sep, '"', "\n"))
    for word in (*system.columns, *products().names[system.language].values()):
        assert word.encode(system.encoding).decode(system.encoding) == word
    assert system.suffix.removesuffix(".gz") == f".{system.kind}"


def test_systems_differ_in_what_makes_files_hard_to_read():
    given = SYSTEMS.values()
    assert {system.kind for system in given} == {"csv", "jsonl", "parquet"}
    for trait in ("sep", "encoding", "dates", "language"):
        assert len({getattr(system, trait) for system in given if system.kind == "csv"}) >= 3, trait
    for trait in ("gzipped", "decimal_comma", "late_columns"):
        assert {bool(getattr(system, trait)) for system in given} == {True, False}, trait
