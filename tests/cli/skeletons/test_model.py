"""A new model: parameters and scores, each a table."""

import pytest

from gcrm.cli.skeletons.model import model
from gcrm.cli.skeletons.reading import read
from gcrm.core.errors import UsageError


def test_a_model_is_a_package_with_a_job_and_two_tables():
    made = model("loyalty", read("features.members"), "n_visits")
    assert 'JOB = Job("loyalty",' in made["lib/gcrm/models/loyalty/__init__.py"]
    assert 'name="models.loyalty_parameters"' in made["lib/gcrm/models/loyalty/parameters.py"]
    assert '_KEY = ("member_id", "as_of")' in made["lib/gcrm/models/loyalty/scores.py"]
    assert {path for path in made if path.startswith("tests/")} == {
        "tests/models/loyalty/test_parameters.py", "tests/models/loyalty/test_scores.py"
    }  # fmt: skip


@pytest.mark.parametrize("figure", [None, "member_id", "nope"])
def test_a_figure_is_a_number_of_what_is_read(figure):
    with pytest.raises(UsageError, match=r"^--figure must name a number of features\.members: .*\bn_visits\b"):
        model("loyalty", read("features.members"), figure)
