"""A key that many people buy with is told, with the place of one of its lines; a good customer is not."""

from gcrm.core.testing import rows, with_source
from gcrm.silver import transactions
from gcrm.warehouse import crowds
from gcrm.warehouse.crowds import Crowd
from gcrm.warehouse.member_months import MEMBER_MONTHS
from gcrm.warehouse.member_purchases import MEMBER_PURCHASES

A_MONTH = (1 << 30) - 1


def found(spark, *baskets, visits=None, cells=()):
    """Crowds of members with so many baskets and days of visit; `cells`: member, partner, baskets, days, month."""
    days = visits or baskets
    given = [
        {"member_id": f"m{i}", "n_baskets": n, "n_visits": d}
        for i, (n, d) in enumerate(zip(baskets, days, strict=True))
    ]
    names = ("member_id", "partner_id", "n_baskets", "days", "month")
    months = [dict(zip(names, cell, strict=False)) for cell in cells]
    return crowds.crowds(rows(spark, MEMBER_PURCHASES, *given), rows(spark, MEMBER_MONTHS, *months))


def test_a_key_with_far_more_baskets_than_the_others_is_a_crowd(spark):
    assert found(spark, 6000, *[75] * 40) == [Crowd("m0", 6000, 9000)]


def test_good_customers_lone_ones_and_few_baskets_are_none(spark):
    assert found(spark, 300, *[75] * 40, visits=[30, *[28] * 40]) == []
    assert found(spark, 6000) == []
    assert found(spark, 99, *[1] * 40) == []
    assert found(spark) == []


def test_a_share_that_no_one_of_so_many_can_have_is_a_crowd(spark):
    # A quarter of all baskets, thirteen times the mean of the others.
    assert found(spark, 1000, *[75] * 40, visits=[90, *[70] * 40]) == [Crowd("m0", 1000, 4000)]
    # Who comes every day has most baskets of a small shop.
    assert found(spark, 250, *[13] * 20, visits=[245, *[12] * 20]) == []
    # Ten tills with a card each: the mean of the others is the tills' own.
    tills = found(spark, *[600] * 10, *[20] * 50, visits=[*[60] * 10, *[18] * 50])
    assert tills == [Crowd(f"m{i}", 600, 7000) for i in range(3)]
    # Three times a day among a million others moves nothing.
    assert found(spark, 200, *[100] * 300, visits=[60, *[90] * 300]) == []


def test_a_crowd_at_one_partner_is_told_though_it_is_small_beside_all(spark):
    guests = ("m0", "kiosk", 700, A_MONTH)
    regular = [("m1", "kiosk", 60, A_MONTH, "2024-01-01"), ("m1", "kiosk", 50, A_MONTH, "2024-03-01")]
    few, mall = ([(f"m{i}", at, n, 1) for i in range(2, last)] for at, n, last in (("kiosk", 5, 20), ("mall", 400, 60)))
    everywhere = {"visits": [30, 60, *[400] * 58], "cells": [guests, *regular, *few, *mall]}
    assert found(spark, 700, 110, *[405] * 58, **everywhere) == [Crowd("m0", 700, 900, "kiosk")]


def test_the_sentence_tells_where_to_look_and_what_to_write(spark):
    lines = rows(
        spark,
        transactions.RAW,
        *[{"member_id": m, "partner_id": p} for m, p in (("m1", "kiosk"), ("m0", "mall"), ("m0", "kiosk"))],
    )
    told = [crowds.told(Crowd("m0", 6000, 9000, at), with_source(lines, "till.csv")) for at in (None, "kiosk")]
    tail = "if it is a till's own card or all guests, name it in feed.yml, 'values: {nobody: [...]}'."
    assert told == [
        f"One key has 6,000 of 9,000 baskets of members (67%), as in line 3 of till.csv: {tail}",
        f"One key has 6,000 of 9,000 baskets of members (67%) at kiosk, as in line 4 of till.csv: {tail}",
    ]
