"""Scores are found, told, and held against their bounds; one file adds a score."""

import json
import shutil
from pathlib import Path

import pytest
from tests.copied import package, said

from gcrm.evaluate.report import bound, document, failures, line, measured, scores
from gcrm.evaluate.score import Given, Measure, Score
from gcrm.marts.area_power import AREA_POWER

LUCK = '''"""Luck."""

from gcrm.evaluate.score import Given, Measure, Score
from gcrm.silver.members import SILVER_MEMBERS


def measure(given: Given) -> list[Measure]:
    return [Measure("luck", "7 of 7", 1.0, "share", 1.0, at_least=0.5, n=7)]


SCORE = Score("luck", "luck against fate", (SILVER_MEMBERS,), measure)
'''
NAMES = "from gcrm.evaluate.report import scores\nprint(*(score.name for score in scores()))"


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the package with one file more: a score."""
    root = tmp_path_factory.mktemp("package")
    (package(root) / "evaluate" / "scores" / "luck.py").write_text(LUCK)
    return root


def test_a_score_is_one_file(copy):
    names = sorted([*(score.name for score in scores()), "luck"])
    assert said(copy, "-c", NAMES).split() == names


def test_a_score_is_found_in_a_zip(copy, tmp_path):
    archive = shutil.make_archive(str(tmp_path / "gcrm"), "zip", copy)
    assert "luck" in said(Path(archive), "-c", NAMES).split()


def test_two_scores_of_one_name_are_refused(tmp_path):
    (package(tmp_path) / "evaluate" / "scores" / "luck.py").write_text(LUCK.replace('Score("luck"', 'Score("cells"'))
    code = f"try:\n    {NAMES.splitlines()[0]}\n    scores()\nexcept ValueError as error:\n    print(error)"
    assert said(tmp_path, "-c", code).strip() == "Two scores are called 'cells'; rename one of them."


def given_of(measures):
    return Score("luck", "luck against fate", (), lambda _: measures)


GOOD = Measure("recall", "9 of 10", 0.9, "share", 1.0, at_least=0.8, n=10)
LOW = Measure("recall", "7 of 10", 0.7, "share", 1.0, at_least=0.8, n=10)
HIGH = Measure("error", "0.5", 0.5, "log", 0.0, at_most=0.4, n=10)
FEW = Measure("coverage", "1 of 3", 0.33, "share", 0.8, at_least=0.7, n=3, enough=100)
FREE = Measure("missing", "3 never came", 3.0, "files")
NONE = Measure("absurd", "0 planted", None, "share", 1.0, at_least=1.0)
UNTOLD = Measure.untold("cannot be told", "marts.area_power has not been built")


def test_a_verdict_is_part_of_the_document():
    assert [document(given_of([]), one)["verdict"] for one in (GOOD, LOW, FEW, FREE, UNTOLD)] == [
        "passes", "fails", "too few", "", "unknown",
    ]  # fmt: skip


def test_what_fails_and_what_cannot_be_told_is_named_with_the_bound():
    every = [(given_of([]), measure) for measure in (GOOD, LOW, HIGH, FEW, FREE, NONE, UNTOLD)]
    assert list(failures(every)) == [
        "luck, recall: 0.7, but must be at least 0.8.",
        "luck, error: 0.5, but must be at most 0.4.",
        "luck, cannot be told: marts.area_power has not been built.",
    ]


def test_a_factor_lets_bounds_be_missed_by_that_much():
    every = [(given_of([]), measure) for measure in (LOW, HIGH)]
    assert list(failures(every, 0.85)) == ["luck, error: 0.5, but must be at most 0.4706."]
    assert list(failures(every, 0.75)) == []
    assert bound(HIGH, 0.5) == "at most 0.8"


def test_a_line_says_what_must_have_been():
    assert line(given_of([]), GOOD).split() == ["luck", "recall", "9", "of", "10"]
    assert line(given_of([]), LOW).endswith("7 of 10; FAILS: must be at least 0.8")


def test_figures_are_plain_values():
    read = json.loads(json.dumps(document(given_of([]), FEW)))
    assert (read["score"], read["measure"], read["value"], read["unit"]) == ("luck", "coverage", 0.33, "share")
    assert (read["ideal"], read["at_least"], read["at_most"], read["n"]) == (0.8, 0.7, None, 3)


def test_a_score_whose_table_is_not_there_is_not_asked(lake):
    def asked(_):
        raise AssertionError("there is nothing to measure")

    score = Score("areas", "areas", (AREA_POWER,), asked)
    assert measured(score, Given(lake, None, b"")) == [UNTOLD]
    assert measured(given_of([GOOD]), Given(lake, None, b"")) == [GOOD]
