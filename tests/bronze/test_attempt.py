"""Spark's TryEval as a function, and what kind of function a name is."""

import pytest

from gcrm.bronze.attempt import group_without_spark, groups, offer
from gcrm.bronze.failing import ATTEMPT


def test_an_expression_is_tried_whatever_its_type(spark):
    session = spark.newSession()
    offer(session)
    for text, value in (("12", [12]), ("x", None)):
        tried = f"{ATTEMPT}(named_struct('v', array(CAST(t AS INT)))) AS s"
        row = session.sql(f"SELECT {tried} FROM (SELECT '{text}' AS t)").first()
        assert (row.s and row.s.v) == value


def test_the_function_is_there_in_its_own_session_alone(spark):
    offer(spark.newSession())
    assert not spark.catalog.functionExists(ATTEMPT)


@pytest.mark.parametrize(
    ("name", "group"),
    [("sum", "agg_funcs"), ("Max_By", "agg_funcs"), ("explode", "generator_funcs"), ("to_date", ""), ("no_such", "")],
)
def test_functions_are_told_by_group_with_spark_and_without(spark, name, group):
    kinds = ("agg_funcs", "generator_funcs")
    found = groups(spark)(name)
    assert (found if found in kinds else "") == group
    assert group_without_spark(name) == group
