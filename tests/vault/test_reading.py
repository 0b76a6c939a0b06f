"""How one column of a SELECT is read hangs on what it is: a key, a figure, a time or words."""

import pytest
from pyspark.sql import functions as F

from gcrm.bronze.values import Values
from gcrm.core.contracts.table import Field
from gcrm.core.frames import small
from gcrm.vault.reading import Reading, given, is_key, may_mix, value


def read(spark, column, texts, values=Values(), kind="string"):  # noqa: B008
    frame = small(spark, f"`{column.name}` {kind}", [(text,) for text in texts])
    told = frame.select(given(column, kind, values).alias("told"))
    return [row.v for row in told.select(value(column, kind, F.col("told"), values).alias("v")).collect()]


def test_keys_are_told_by_their_mark_or_their_name():
    assert is_key(Field("member", "string", "x", pii="pseudonym"))
    assert is_key(Field("store_id", "string", "x"))
    assert not is_key(Field("store_id", "int", "x"))
    assert not is_key(Field("note", "string", "x"))


def test_a_key_of_a_thing_may_be_0_and_one_of_a_person_may_not(spark):
    texts = ["0", "NULL", " K-7 ", "1.23457E+12"]
    assert read(spark, Field("store_id", "string", "x"), texts) == ["0", None, "K-7", None]
    assert read(spark, Field("m", "string", "x", pii="pseudonym"), texts) == [None, None, "K-7", None]


def test_words_are_kept_as_they_are_written(spark):
    assert read(spark, Field("note", "string", "x"), [" a ", "", "NULL", " "]) == [" a ", None, "NULL", " "]


def test_blanks_are_no_figure_and_no_mistake(spark):
    frame = small(spark, "n string", [(" ",), ("\u00a0",), ("",), (None,), ("x",)])
    column = Field("n", "int", "x")
    assert [row.g for row in frame.select(given(column, "string", Values()).alias("g")).collect()] == [
        None, None, None, None, "x",
    ]  # fmt: skip


def test_a_column_has_its_own_options_over_its_feeds():
    how = Reading(Values(decimal=",", nobody=("X",)), {"price": Values(decimal=".")})
    assert (how.of("price").decimal, how.of("price").nobody, how.of("cost").decimal) == (".", ("X",), ",")


@pytest.mark.parametrize(
    ("column", "values", "may"),
    [
        (Field("value", "double", "x"), Values(), True),
        (Field("value", "double", "x"), Values(decimal="."), False),
        (Field("amount", "decimal(18,2)", "x"), Values(), False),
    ],
)
def test_only_figures_whose_signs_nobody_told_may_mix(column, values, may):
    assert may_mix(column, "string", values) is may
