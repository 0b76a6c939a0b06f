"""Spells of what is known of a member."""

from datetime import date

from gcrm.core.testing import plain, rows
from gcrm.silver.members import SILVER_MEMBERS
from gcrm.warehouse import member_history


def spells(spark, *statements):
    return plain(
        member_history.build(rows(spark, SILVER_MEMBERS, *statements)),
        "member_id", "valid_from", "valid_to", "is_current", "area_id", "age_band",
    )  # fmt: skip


def said(day, **given):
    return {"member_id": "m1", "valid_from": f"2018-01-{day:02d}", **given}


def test_a_move_ends_one_spell_the_day_before_the_next_begins(spark):
    assert spells(spark, said(5, area_id="b"), said(1, area_id="a")) == [
        ("m1", date(2018, 1, 1), date(2018, 1, 4), False, "a", None),
        ("m1", date(2018, 1, 5), None, True, "b", None),
    ]


def test_the_same_said_again_is_no_new_spell_even_in_other_words(spark):
    told = [
        said(1, area_id="a", place_name="sao paulo"),
        said(2, area_id="a", place_name="São Paulo"),
        said(3, area_id="a"),
    ]
    assert spells(spark, *told) == [("m1", date(2018, 1, 1), None, True, "a", None)]


def test_what_a_statement_leaves_out_stays_as_it_was(spark):
    assert spells(spark, said(1, area_id="a"), said(2, age_band="30-39"), said(3, area_id="a")) == [
        ("m1", date(2018, 1, 1), date(2018, 1, 1), False, "a", None),
        ("m1", date(2018, 1, 2), None, True, "a", "30-39"),
    ]


def test_a_return_to_an_old_place_is_a_spell_of_its_own(spark):
    assert [row[4] for row in spells(spark, said(1, area_id="a"), said(2, area_id="b"), said(3, area_id="a"))] == [
        "a",
        "b",
        "a",
    ]


def test_a_member_of_whom_nothing_is_known_is_still_a_member(spark):
    assert spells(spark, said(1)) == [("m1", date(2018, 1, 1), None, True, None, None)]


def test_members_do_not_mix(spark):
    other = {"member_id": "m2", "valid_from": "2018-01-02", "age_band": "18-29"}
    assert [row[0] for row in spells(spark, said(1, area_id="a"), other, said(3, area_id="b"))] == ["m1", "m1", "m2"]
