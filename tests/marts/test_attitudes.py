"""What members say beside what they do."""

from datetime import date

import pytest

from gcrm.core.testing import rows, same
from gcrm.features.members import MEMBER_FEATURES
from gcrm.marts import attitudes
from gcrm.models.segments.members import SEGMENT_MEMBERS
from gcrm.silver.survey_answers import SURVEY_ANSWERS

AS_OF = date(2018, 3, 1)


def answer(member, value, day="2018-02-01", question="satisfied"):
    asked = {"member_id": member, "asked_on": day, "question": question, "answer": value}
    return asked | {"lowest": 1, "highest": 5}


def member(name, recency, visits=11, **given):
    return {
        "member_id": name,
        "as_of": AS_OF,
        "recency_days": recency,
        "tenure_days": recency + 100,
        "n_visits": visits,
    } | given


def test_those_who_do_not_go_with_what_they_say_are_found(spark):
    answers = rows(
        spark,
        SURVEY_ANSWERS,
        answer("gone", 5),
        answer("loyal", 2, "2018-02-01"),
        answer("loyal", 5, "2018-01-01"),
        answer("loyal", 3, question="price_matters"),
        answer("loyal", 1, "2018-02-10"),
        answer("loyal", 5, "2018-03-02"),  # later than the day
        answer("fine", 4),
        answer("once", 5),
    )
    members = rows(
        spark,
        MEMBER_FEATURES,
        member("gone", 60),
        member("loyal", 5),
        member("fine", 29),
        member("once", 90, visits=1),
        member("writer", 3, pleased_share=0.1),
        member("silent", 3),
    )
    segments = rows(spark, SEGMENT_MEMBERS, {"member_id": "loyal", "as_of": AS_OF, "segment": 2})
    built = attitudes.build(answers, members, segments, attitudes.Settings(), AS_OF)
    same(
        built.select("member_id", "pleased", "is_leaving", "kind", "segment", "answers"),
        [
            ("gone", 1.0, True, "delighted but leaving", None, {"satisfied": 1.0}),
            ("loyal", 0.0, False, "annoyed but loyal", 2, {"price_matters": 0.5, "satisfied": 0.0}),
            ("fine", 0.75, False, "as they say", None, {"satisfied": 0.75}),
            ("once", 1.0, None, "in between", None, {"satisfied": 1.0}),
            ("writer", 0.1, False, "annoyed but loyal", None, {}),
        ],
    )


@pytest.mark.parametrize("wrong", [{"annoyed": 0.9}, {"gaps": 1.0}, {"days": 0}])
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"must be"):
        attitudes.Settings(**wrong)
