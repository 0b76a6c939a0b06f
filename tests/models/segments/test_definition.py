"""An analyst's own segments: by features, by rules, by cut points; and what is refused."""

from datetime import date

import pytest
from pyspark.sql import functions as F

from gcrm.core.errors import UsageError
from gcrm.core.testing import rows, same
from gcrm.features.members import MEMBER_FEATURES
from gcrm.models.segments.definition import Cuts, Definition, Named, assigned

AS_OF = date(2018, 9, 1)


@pytest.fixture(scope="module")
def people(spark):
    given = [{"member_id": str(n), "n_visits": n, "amount": 10 * n} for n in range(1, 7)]
    return rows(spark, MEMBER_FEATURES, *given).cache()


def test_the_first_rule_that_is_met_counts_and_the_rest_are_others(people):
    rules = (Named("gold", "amount >= 50"), Named("silver", "amount >= 20 AND n_visits < 6"))
    own, why = assigned(Definition("tiers", population="n_visits > 1", rules=rules), people, AS_OF)
    same(own, [("2", "silver"), ("3", "silver"), ("4", "silver"), ("5", "gold"), ("6", "gold")])
    assert why == "2 rules, the first that is met counts."
    assert assigned(Definition("t", rules=rules[:1]), people, AS_OF)[0].filter("segment = 'others'").count() == 4


def test_cut_points_make_one_segment_more_than_they_are(people):
    own, _ = assigned(Definition("visits", cuts=Cuts("n_visits", (2.0, 5.0))), people, AS_OF)
    same(own.groupBy("segment").count(), [("2 to 5", 3), ("from 5", 2), ("up to 2", 1)])


def test_features_are_clustered_as_the_standard_ones_with_the_k_that_is_given(members):
    definition = Definition("mine", log1p=("recency_days", "n_visits"), asinh=("amount_per_visit",), k=3)
    own, why = assigned(definition, members, AS_OF)
    crowd = F.split("member_id", "-")[0].alias("crowd")
    assert own.select(crowd, "segment").distinct().count() == 3
    assert why.startswith("k = 3")


def test_power_stands_beside_features_in_rules_cuts_and_clusters(people):
    wealthy = people.withColumns(
        {"power_p50": F.col("n_visits") * 100.0, "headroom": F.lit(1.0), "wallet_share": F.lit(0.5)}
    )
    own, _ = assigned(Definition("rich", cuts=Cuts("power_p50", (350.0,), ("less", "more"))), wealthy, AS_OF)
    same(own.groupBy("segment").count(), [("less", 3), ("more", 3)])
    assert Definition("rich", asinh=("power_p50",), linear=("wallet_share",)).power == ("power_p50", "wallet_share")
    assert Definition("visits", cuts=Cuts("n_visits", (2.0,))).power == ()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "a definition has rules, or cuts, or features"),
        ({"linear": ("wealth",)}, "features.members has no figure wealth"),
        ({"linear": ("amount",), "k_min": 5, "k_max": 3}, "k_min is 5 and k_max 3"),
    ],
)
def test_definitions_that_say_nothing_or_too_much_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        Definition("mine", **given)


@pytest.mark.parametrize(
    ("feature", "at", "names", "message"),
    [
        ("amount", (5.0, 2.0), (), "cut points must rise; given are 5, 2, and 2, 5 works"),
        ("amount", (), (), "cut points must rise; given are none, and 1, 2 works"),
        ("amout", (5.0,), (), "Unknown figure 'amout': did you mean 'amount'"),
        ("amount", (5.0,), ("low",), "1 cut points make 2 segments; 1 are named"),
    ],
)
def test_cut_points_that_make_no_segments_are_refused(feature, at, names, message):
    with pytest.raises(ValueError, match=message):
        Cuts(feature, at, names)


def test_a_condition_over_a_column_that_is_not_there_is_named(people):
    with pytest.raises(UsageError, match=r"The rule of gold 'amout > 3' is no condition over features\.members"):
        assigned(Definition("t", rules=(Named("gold", "amout > 3"),)), people, AS_OF)
