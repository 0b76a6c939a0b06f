"""What lies in the landing is taken, repeated or refused, once."""

import pytest
from tests.core.running.desk import Desk, step_of

from gcrm.core.running.arrivals import arrivals, lying


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "landing").mkdir()
    return Desk(None, tmp_path / "landing")


def test_what_arrived_is_told_from_what_is_known(desk):
    desk.put("s1.csv", "id,name\n1,a\n")
    desk.put("s2.csv", "id,name\n1,a\n")
    desk.put("s3.csv", "")
    assert desk.arrivals() == [("s1.csv", 1, "taken"), ("s2.csv", 1, "repeated"), ("s3.csv", 1, "refused")]
    desk.known = arrivals(desk.step, [], "run")
    assert [d.reason for d in desk.known] == [
        None, "the same content as s1.csv", "the file is empty; a header line with id, name is expected",
    ]  # fmt: skip
    assert desk.arrivals() == [], "nothing is new, and what was refused is not said again"

    desk.put("s1.csv", "id,name\n1,a\n", at=1_600_000_000)
    assert desk.arrivals() == [], "only the clock moved"
    desk.put("s1.csv", "id,name\n1,a\n2,b\n")
    desk.put("s3.csv", "id,name\n3,c\n")
    assert desk.arrivals() == [
        ("s1.csv", 2, "taken"), ("s2.csv", 2, "taken"), ("s3.csv", 2, "taken"),
    ], "what s2 repeated stands no more"  # fmt: skip
    desk.put("s1.csv", "id,name\n1,a\n")
    desk.put("s3.csv", "id\n3\n")
    assert desk.arrivals() == [("s3.csv", 2, "refused")], "another mistake is another delivery"


def test_a_refused_file_is_taken_once_the_configuration_can_read_it(desk):
    desk.put("s1.csv", "id,name\n1,São\n".encode("latin-1"))
    desk.known = arrivals(desk.step, [], "run")
    assert [(d.status, d.reason) for d in desk.known] == [
        (
            "refused",
            "line 2 is not utf-8; its byte 0xe3 would be 'ã' by 'encoding: latin-1', 'г' by 'encoding: cp1251', 'ă' by "
            "'encoding: cp1258', 'ใ' by 'encoding: cp874': declare what the partner writes",
        )
    ]
    assert desk.arrivals() == []
    desk.step = step_of(desk.root, encoding="latin-1")
    assert desk.arrivals() == [("s1.csv", 2, "taken")]


def test_a_refused_file_counts_for_as_long_as_it_lies_there(desk):
    desk.put("s1.csv", "id,name\n1,a\n")
    desk.put("s2.csv", "")
    taken, refused = arrivals(desk.step, [], "run")
    (desk.root / "s1.csv").unlink()
    assert lying([taken, refused], desk.step) == [taken, refused], "rows of a file that is gone stand"
    (desk.root / "s2.csv").unlink()
    assert lying([taken, refused], desk.step) == [taken]
