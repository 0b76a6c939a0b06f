"""What what-if would have foretold of stores that opened, on visits drawn by Huff's law."""

from datetime import date

import numpy as np
import pytest

from gcrm.evaluate.scores.openings import Opened, compared, openings
from gcrm.stats.huff import probabilities


def partner(name, rng, visits=400, n_areas=40, n_stores=6):
    """Visits of areas on a plane to the partner's stores, by size and the square of the way; the last store is new."""
    homes, shops = rng.uniform(0, 50, (n_areas, 2)), rng.uniform(0, 50, (n_stores, 2))
    size = rng.uniform(200, 2000, n_stores)
    km = np.maximum(1.0, np.hypot(*(homes[:, None] - shops).transpose(2, 0, 1)))
    made = []
    for i in range(n_areas):
        p = probabilities(np.zeros(n_stores, dtype=int), size, 2 * km[i], 1.0, 2.0)
        made += [
            {"partner_id": name, "area_id": f"a{i}", "store_id": f"{name}-{j}", "size": size[j], "km": km[i, j],
             "way": 2 * km[i, j], "n_comparable_visits": int(n)}
            for j, n in enumerate(rng.multinomial(visits, p))
        ]  # fmt: skip
    return made


@pytest.fixture(scope="module")
def found():
    rng = np.random.default_rng(5)
    reach = [row for name in "pqrstuv" for row in partner(name, rng)]
    opened = {f"{name}-5": date(2025, 4, 1) for name in "pqrstu"}
    return [*openings(reach, {**opened, "p-2": date(2025, 1, 1)})]


def test_the_last_opening_of_each_partner_is_foretold_by_the_powers_of_the_others(found):
    assert [one.store for one in found] == [f"{name}-5" for name in "pqrstu"]
    [measure] = compared(found)
    assert measure.verdict() == "passes"
    assert measure.value < 0.1, "visits follow the law that the model has"


def test_a_model_that_is_no_better_than_the_mean_fails():
    wrong = [Opened(name, 100.0, 190.0, 120.0) for name in "abcde"]
    assert compared(wrong)[0].verdict() == "fails"


def test_where_nothing_opened_or_hardly_anybody_came_there_is_nothing_to_tell():
    rng = np.random.default_rng(6)
    reach = [row for name in "pq" for row in partner(name, rng, visits=1)]
    assert [*openings(reach, {})] == []
    assert [*openings(reach, {"p-5": date(2025, 4, 1)})] == []
    assert compared([])[0].verdict() == "too few"
