"""Every function that Spark has is either one that feeds may call or one that is refused with what works instead."""

from gcrm.bronze.functions import ALLOWED, BARE, REFUSED, why_not


def test_spark_has_no_function_that_nobody_has_judged(spark):
    names = {row[0] for row in spark.sql("SHOW SYSTEM FUNCTIONS").collect()}
    words = {name for name in names if name.isidentifier()}
    assert {"upper", "uuid"} <= words
    assert words - ALLOWED - set(REFUSED) == set()


def test_none_is_both_allowed_and_refused():
    assert ALLOWED & set(REFUSED) == set()
    assert set(REFUSED) >= BARE


def test_a_clock_without_an_argument_is_a_conversion_with_one():
    assert why_not("unix_timestamp", 1) is None
    assert why_not("unix_timestamp", 0) == (
        "'unix_timestamp' gives another answer on another day; read the day from a column."
    )
