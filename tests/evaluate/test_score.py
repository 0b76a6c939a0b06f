"""A figure is held against its bounds where there is enough of it; what is given tells members by their pseudonyms."""

import hmac
from dataclasses import replace
from datetime import date

import pytest
from tests.conftest import REPOSITORY

from gcrm.core.contracts.table import Field, Snapshots, Table
from gcrm.core.frames import small
from gcrm.core.testing import rows, same
from gcrm.evaluate.score import Given, Measure, ratio, share
from gcrm.simulate.files import truth
from gcrm.simulate.scene import Scene
from gcrm.simulate.truth import Place, Truth
from gcrm.simulate.world import load

RECALL = Measure("recall", "9 of 10", 0.9, "share", 1.0, at_least=0.8, n=10)
ERROR = Measure("error", "0.5", 0.5, "log", 0.0, at_most=0.4, n=10)


@pytest.mark.parametrize(
    ("measure", "verdict"),
    [
        (RECALL, "passes"),
        (replace(RECALL, value=0.8), "passes"),
        (replace(RECALL, value=0.7), "fails"),
        (ERROR, "fails"),
        (replace(ERROR, value=0.4), "passes"),
        (replace(RECALL, value=0.5, at_most=0.95), "fails"),
        (replace(RECALL, value=1.0, at_most=0.95), "fails"),
        (replace(RECALL, value=0.1, enough=11), "too few"),
        (replace(RECALL, value=None), "too few"),
        (replace(RECALL, value=0.1, at_least=None), ""),
        (Measure.untold("cannot be told", "marts.area_power has not been built"), "unknown"),
    ],
)
def test_a_measure_is_held_against_its_bounds_where_there_is_enough_of_it(measure, verdict):
    assert measure.verdict() == verdict


def test_a_factor_widens_both_bounds():
    low, high = replace(RECALL, value=0.75), replace(ERROR, value=0.44)
    assert [one.verdict(0.9) for one in (low, high)] == ["passes", "passes"]
    assert [one.verdict(0.95) for one in (low, high)] == ["fails", "fails"]


def test_a_share_of_nothing_is_no_number():
    assert (share(1, 3), ratio(1, 4)) == ("33.33%", 0.25)
    assert (share(0, 0), ratio(0, 0)) == ("none", None)


SCORES = Table(
    "models.scores",
    "Scores.",
    (Field("member_id", "string", "Member", pii="pseudonym"), Field("as_of", "date", "Day")),
    key=("member_id", "as_of"),
    load=Snapshots(),
)
KEY = b"a key of thirty-two bytes, no less"
MEMBERS = "member bigint, card string, archetype int, next_archetype int, log_income double, joined_day int"


@pytest.fixture
def given(spark, lake, tmp_path):
    return Given(lake, Truth(spark, Place(Scene(load(REPOSITORY / "conf", []), 7, 300), tmp_path / "out", 42)), KEY)


def test_of_a_table_that_keeps_its_days_the_newest_is_read(spark, lake, given):
    days = [{"member_id": f"m{month}", "as_of": date(2025, month, 28)} for month in (1, 3, 2)]
    lake.replace(SCORES, rows(spark, SCORES, *days), {})
    same(given.read(SCORES), [("m3",)], "member_id")


def test_a_true_member_has_the_pseudonym_of_the_card(spark, given):
    people = small(spark, MEMBERS, [(1, "290", 0, 0, 7.0, 0), (2, None, 0, 0, 7.0, 0)])
    truth.keep(people, given.truth.place.out, "members")
    expected = hmac.digest(KEY, b"290", "sha256")[:16].hex()
    same(given.members(), [(1, expected), (2, None)], "member", "member_id")


def test_a_true_post_has_the_keyed_hash_of_its_id(spark, given):
    members = "member bigint, is_early_adopter boolean"
    truth.keep(small(spark, members, [(1, True)]), given.truth.place.out, "authors")
    kinds = "post_id string, member bigint, language string, partner int, names_place boolean, place string, "
    kinds += "sentiment int, topic string, trend string, is_spam boolean, is_bot boolean"
    post = ("u1-5-1", 1, "pt", None, False, None, 1, None, None, False, False)
    truth.keep(small(spark, kinds, [post]), given.truth.place.out, "posts")
    expected = hmac.digest(b"posts", b"u1-5-1", "sha256")[:16].hex()
    same(replace(given, post_key=b"posts").posts(), [(expected, "pt", True)], "post_id", "language", "is_early_adopter")
