"""A coalition put together: its steps in an order in which they can run, and every table there can be."""

import pytest

from gcrm.cli.project import KEPT, Coalition, assemble, shared_sections, surroundings
from gcrm.core.contracts.step import Landing
from gcrm.core.errors import MistakesError, UsageError
from gcrm.ops.erasures import ERASURES
from gcrm.ops.ledger import OPS
from gcrm.vault.forgotten import FORGOTTEN


def unasked():
    raise AssertionError("nobody makes a pseudonym yet")


def made(corner, *sets, **given):
    return assemble(corner.conf, "corner", "local", list(sets), given.pop("landing", None), unasked, **given)


def test_steps_stand_behind_those_that_they_read(corner):
    project = made(corner)
    names = [step.output.name for step in project.steps]
    assert len(set(names)) == len(names)
    places = {name: place for place, name in enumerate(names)}
    read = [(table, step.output.name) for step in project.steps for table in step.tables if table in places]
    assert [(table, name) for table, name in read if places[table] > places[name]] == []
    assert len(read) > len(names)
    assert names.index("vault.till_sales") < names.index("silver.transactions")


def test_tables_are_those_of_the_steps_and_the_ledgers_last(corner):
    project = made(corner)
    assert project.tables[-len(KEPT) :] == KEPT
    assert set(KEPT) == {FORGOTTEN, ERASURES, *OPS}
    assert [table.name for table in project.tables[: -len(KEPT)]] == [step.output.name for step in project.steps]
    assert project.coalition == Coalition("Corner", "EUR", ("de",), ())


def test_a_feeds_select_is_part_of_its_table_and_its_files_are_found(corner):
    corner.put("s1.csv", "")
    project = made(corner, landing=corner.landing)
    by_name = {step.output.name: step for step in project.steps}
    assert [part.name for part in by_name["silver.transactions"].parts] == ["till"]
    assert by_name["silver.partners"].parts == ()
    [landing] = [step for step in project.steps if isinstance(step, Landing)]
    assert [landing.relative(path) for path in landing.find()] == ["s1.csv"]
    assert {"transaction_id", "amount"} <= set(project.raws["transactions"].columns)


def test_every_table_with_settings_has_them_checked(corner):
    assert made(corner, "models.segment_choices.k_max=6").settings["models.segment_choices"].k_max == 6
    with pytest.raises(MistakesError, match=r"k_mx=6: Unknown key 'k_mx': did you mean 'k_max'"):
        made(corner, "models.segment_choices.k_mx=6")


def test_without_a_coalition_sections_of_tables_are_no_mistake(corner):
    corner.configure("env/local.yml", "workers: 2\nprivacy: {min_members: 25}\n")
    assert surroundings(corner.conf, "local").workers == 2
    with pytest.raises(UsageError, match="Unknown environment 'lokal': did you mean 'local'"):
        surroundings(corner.conf, "lokal")


def test_the_threshold_and_the_level_of_places_are_sections_of_their_own():
    assert {"privacy", "matching"} <= set(shared_sections())
