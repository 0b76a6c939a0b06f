"""What is seen of a past day is what happened up to it, whatever has come since."""

from datetime import timedelta

import pytest
from tests.core.running.visits import CELLS, FIRST, JANUARY, LISTED, SCORES, TOTALS, World, drawn, makers

from gcrm.core.running.known import made_of_days, sources
from gcrm.core.testing import same


def test_what_a_past_day_is_made_of_is_told_by_the_contracts():
    known = makers()
    assert [name for name in known if made_of_days(known[name].output, known)] == [
        "silver.visits", "warehouse.cells", "warehouse.totals",
    ]  # fmt: skip
    assert set(sources(TOTALS, known)) == {"silver.visits", "warehouse.cells"}
    assert set(sources(SCORES, known)) == {"models.scores"}


@pytest.mark.sequences
def test_figures_of_any_day_are_those_of_what_happened_up_to_it(lake):
    world = World(lake)
    world.deliver(*drawn(60))
    last = max(day for _, day in world.visits)
    world.run()
    versions = [lake.version(table) for table in (CELLS, TOTALS)]
    past = [*(FIRST + timedelta(days=n) for n in (5, 20, 29, 45, 70)), JANUARY]

    records = world.run(*past)
    assert world.stored() == sorted((row for day in [*past, last] for row in world.expected(day)), key=repr)
    for day in past:
        assert records["models.scores", day].rows_kept == len(world.expected(day))
        assert records["models.scores", day].rows_late == 0, "one run brought all"
    assert [lake.version(table) for table in (CELLS, TOTALS)] == versions, "what is up to date stays so"
    same(lake.read(LISTED), [row for row in world.stored() if row[1] > 3])
