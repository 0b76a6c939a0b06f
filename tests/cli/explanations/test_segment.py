"""What is said of a member's segment, and what would move it."""

from datetime import date
from math import expm1

import pytest

from gcrm.cli.explanations.segment import EXPLANATION, moves, said, tell
from gcrm.core.storage.looks import Answer

AS_OF = date(2018, 1, 31)
COMMON = {"transform": "log1p", "median": 1.0, "scale": 0.5, "winsor": 3.0}


def centre(segment, visits, amount):
    return [
        {"segment": segment, "feature": "n_visits", "position": 0, "centre": visits, **COMMON},
        {"segment": segment, "feature": "amount", "position": 1, "centre": amount, **COMMON, "transform": "linear"},
    ]


RARE, OFTEN = centre(1, -1.0, 0.0), centre(2, 1.0, 0.5)
OWN = {"member_id": "m", "as_of": AS_OF, "segment": 1, "confidence": 0.83, "second_segment": 2}
MEMBER = {"n_visits": expm1(0.5), "amount": 1.0}  # -1 and 0 on the scale


def test_the_smallest_change_comes_first_and_reaches_the_border():
    # The lead is 4.25; visits must rise by 4.25 / (2 * 2) = 1.0625 on the scale; amount by 4.25, beyond its cut.
    assert moves(MEMBER, RARE, OFTEN) == [f"n_visits 0.65 -> {expm1(0.0625 * 0.5 + 1):.2g}"]


def test_what_is_unknown_stands_in_the_middle():
    assert moves({}, RARE, OFTEN)[0].startswith("n_visits 1.7 -> ")


def test_everything_is_said_in_sentences():
    odd = [{"says": "many visits (900 where 40 is usual)", "n_alike": 4}]
    assert said(OWN, {1: "rare", 2: "often"}, MEMBER, [*RARE, *OFTEN], odd) == [
        'Is in "rare" on 2018-01-31, 83% sure.',
        'Next likeliest is "often".',
        'What would move the member to "often": n_visits 0.65 -> 1.8.',
        "Fits no segment well: many visits (900 where 40 is usual) (4 members deviate so).",
    ]


def test_one_segment_has_no_other():
    assert said({**OWN, "second_segment": None}, {}, MEMBER, RARE, []) == ['Is in "segment 1" on 2018-01-31, 83% sure.']


class Looked:
    """Answers by table; a key with a quote in it must stand in its statement as a literal."""

    def __init__(self, rows):
        self.rows, self.asked = rows, []

    def names(self):
        return [*self.rows]

    def query(self, sql, tables):
        self.asked.append(sql)
        return Answer((), tuple(self.rows[tables["t"]]))


def test_the_tables_are_asked_for_the_members_newest_day():
    rows = {"models.segment_members": [OWN], "models.segment_centroids": [*RARE, *OFTEN], "features.members": [MEMBER]}
    looks = Looked(rows)
    assert len(tell(looks, "o'hara")) == 3
    assert "member_id = 'o''hara'" in looks.asked[0]
    assert "as_of = DATE '2018-01-31'" in looks.asked[1]
    assert tell(Looked(dict.fromkeys(rows, ())), "m") == []


@pytest.mark.parametrize("name", EXPLANATION.tables)
def test_its_tables_are_tables(name):
    from gcrm.core.contracts.graph import discover

    assert name in {step.output.name for step in discover()}
