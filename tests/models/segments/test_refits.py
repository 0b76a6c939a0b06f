"""What was watched on a day, in one row."""

import pytest
from pyspark.sql import functions as F

from gcrm.core.running.quality import good, judged, match_columns
from gcrm.core.testing import same
from gcrm.models.segments import refits
from gcrm.models.segments.refits import REFITS


@pytest.fixture(scope="module")
def made(chosen):
    return refits.build(chosen)


def test_a_first_fit_is_one_and_says_so(made):
    same(made, [(True, "the first fit", 3, [1, 2, 3], None)], "is_refit", "why", "k", "segments", "kept_share")


def test_a_day_that_goes_on_has_no_share_that_was_kept(chosen):
    later = chosen.withColumns({"as_of": F.date_add("as_of", 31), "kept_share": F.lit(0.5)})
    same(refits.build(later), [(False, None)], "is_refit", "kept_share")


def test_the_table_meets_its_contract(made):
    assert good(judged(match_columns(made, REFITS), REFITS)).count() == made.count() > 0
