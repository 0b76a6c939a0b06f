"""Rows under other names, of two queries, and of those that were kept by what stands beside them."""

from gcrm.bronze.made import NOTHING, Made, union, united

CARD, PAID = frozenset({("sales", "card")}), frozenset({("sales", "paid")})
FILE, MADE_UP = Made({"card": CARD, "paid": PAID}, is_file=True), Made({"n": NOTHING, "b": NOTHING})


def test_columns_are_renamed_by_place_and_where_there_are_others_each_may_be_any():
    assert FILE.named(["a", "b"]).columns == {"a": CARD, "b": PAID}
    assert FILE.named(["a"]).columns == {"a": CARD | PAID}
    assert FILE.of("nothing") == NOTHING


def test_of_rows_that_are_made_up_each_column_is_told_and_of_a_file_the_one_that_was_compared():
    assert MADE_UP.told(CARD, ("n",)).columns == {"n": CARD, "b": CARD}
    assert FILE.told(CARD, ("paid",)).columns == {"card": CARD, "paid": CARD | PAID}


def test_two_queries_are_united_by_place():
    assert united(FILE, MADE_UP).columns == {"card": CARD, "paid": PAID}
    assert united(MADE_UP, FILE.told(CARD, ())).times == CARD
    both = united(FILE, Made({"n": NOTHING}))
    assert (both.is_vague, both.of("n"), union([CARD, PAID])) == (True, CARD | PAID, CARD | PAID)
