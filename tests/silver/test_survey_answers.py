"""Answers stand on their scale, on a day that can be."""

from tests.silver.judge import reasons

from gcrm.core.testing import rows, with_source
from gcrm.silver import survey_answers

ASKED = {"member_id": "m", "asked_on": "2018-03-01", "question": "satisfied", "lowest": 1, "highest": 5}


def test_what_is_refused(spark):
    raw = rows(
        spark,
        survey_answers.RAW,
        ASKED | {"question": "good", "answer": 5},
        ASKED | {"question": "six", "answer": 6},
        ASKED | {"question": "none", "answer": None},
        ASKED | {"question": "no scale", "answer": 1, "highest": 1},
    )
    assert reasons(survey_answers.build(with_source(raw)), survey_answers.SURVEY_ANSWERS, "question") == {
        "good": [],
        "six": ["answer_is_on_its_scale"],
        "none": ["answer_is_given", "answer_is_on_its_scale"],
        "no scale": ["answer_is_on_its_scale"],
    }
