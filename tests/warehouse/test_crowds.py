"""A key that many people buy with is told, with the place of one of its lines; a good customer is not."""

from gcrm.core.testing import rows, with_source
from gcrm.silver import transactions
from gcrm.warehouse import crowds
from gcrm.warehouse.crowds import Crowd
from gcrm.warehouse.member_purchases import MEMBER_PURCHASES


def found(spark, *baskets):
    members = [{"member_id": f"m{number}", "n_baskets": n} for number, n in enumerate(baskets)]
    return crowds.crowd(rows(spark, MEMBER_PURCHASES, *members))


def test_a_key_with_far_more_baskets_than_the_others_is_a_crowd(spark):
    assert found(spark, 6000, *[75] * 40) == Crowd("m0", 6000, 9000)


def test_good_customers_lone_ones_and_few_baskets_are_none(spark):
    assert found(spark, 300, *[75] * 40) is None
    assert found(spark, 6000) is None
    assert found(spark, 99, *[1] * 40) is None
    assert found(spark) is None


def test_the_sentence_tells_where_to_look_and_what_to_write(spark):
    lines = with_source(rows(spark, transactions.RAW, {"member_id": "m1"}, {"member_id": "m0"}), "till.csv")
    told = crowds.told(Crowd("m0", 6000, 9000), lines)
    assert told == (
        "One key has 6,000 of 9,000 baskets of members (67%), as in line 3 of till.csv: if it is a till's own card or "
        "all guests, name it in feed.yml, 'values: {nobody: [...]}'."
    )
