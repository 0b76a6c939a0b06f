"""Signs of a text, whatever else stands in it."""

from pyspark.sql import functions as F

from gcrm.core.testing import same
from gcrm.silver.texts import signs


def test_signs_that_nobody_sees_are_gone_and_forms_are_one(spark):
    frame = spark.createDataFrame([("Ha\u0300  No\u0323\u0302i\u200b\ufeff\x07",), ("\u200b",), (None,)], "t string")
    same(frame.select(signs.readable(F.col("t"), most=50)), [("Hà Nội",), (None,), (None,)])


def test_half_of_a_pair_and_bytes_of_no_letter_break_nothing(spark):
    """As text of a broken export holds them: Python's workers would fail on what is no UTF-8."""
    broken = spark.sql("SELECT concat('good', CAST(X'EDA0BD' AS STRING), ' tea', CAST(X'FF' AS STRING)) AS t")
    [row] = broken.select(
        signs.readable(F.col("t"), most=50).alias("r"), signs.hashtags(F.col("t")).alias("h")
    ).collect()
    assert row.r.startswith("good")
    assert "tea" in row.r
    assert row.h == []


def test_no_markup_and_no_statement_gets_into_a_hashtag(spark):
    said = "#a<script>x</script> #b';DROP&#39; #" + "z" * 500 + " a#c http://x.example/#d #１２ #ไทย"
    frame = spark.createDataFrame([(said,)], "t string").select(F.explode(signs.hashtags(F.col("t"))).alias("h"))
    found = [row.h for row in frame.collect()]
    assert found[:2] == ["a", "b"]
    assert found[-1] == "ไทย"
    assert all(len(tag) <= 62 and "<" not in tag and "'" not in tag for tag in found)


def test_copies_have_one_key_and_short_texts_none(spark):
    said = [
        "So I finally tried the glow tonic! ✨",
        "so I finally tried the glow tonic ✨",
        "So I finally tried it",
        "ok",
    ]
    frame = spark.createDataFrame([(one,) for one in said], "t string")
    keys = frame.select(signs.copy_key(F.col("t")).alias("k"), signs.frame_key(F.col("t")).alias("f")).collect()
    assert keys[0] == keys[1]
    assert keys[0].k != keys[2].k
    assert (keys[3].k, keys[3].f) == (None, None)


def test_handles_are_counted_and_addresses_of_mails_are_none(spark):
    frame = spark.createDataFrame([("@ana and @bob wrote to x@mail.example",), (None,)], "t string")
    same(frame.select(signs.n_handles(F.col("t"))), [(2,), (0,)])
