"""Personal data goes, what shoppers talk about stays."""

import re

import phonenumbers
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from tests.silver.masked import accounts, numbers, people
from tests.silver.masked.kept import KEPT

from gcrm.core.frames import small
from gcrm.silver.masking import masked

MASKED = {**numbers.MASKED, **accounts.MASKED, **people.MASKED}


def test_personal_data_goes_and_the_rest_of_a_text_stays(spark: SparkSession) -> None:
    texts = [*MASKED, *KEPT]
    frame = small(spark, "text string", [(text,) for text in texts])
    found = [row.masked for row in frame.select(masked(F.col("text")).alias("masked")).collect()]
    assert dict(zip(texts, found, strict=True)) == {**MASKED, **{text: text for text in KEPT}}


def test_numbers_of_five_countries_in_the_forms_of_a_library_for_them(spark: SparkSession) -> None:
    texts = []
    for region in ("VN", "TH", "KR", "BR", "US"):
        kinds = phonenumbers.supported_types_for_region(region)
        examples = [phonenumbers.example_number_for_type(region, kind) for kind in sorted(kinds)]
        # Eight digits or more: numbers of three to seven digits are those of services.
        long = [number for number in examples if number and len(str(number.national_number)) >= 8]
        told = [phonenumbers.format_number(number, form) for number in long for form in range(4)]
        for shown in told:
            signs = (("-", " "), (" ", "."), ("-", "–"), (" ", "-"), (" ", " - "), ("0", "０"), ("1", "๑"))
            texts += [f"call {shown.replace(old, new)} now" for old, new in (*signs, ("", ""))]
        # Without a plus, behind two zeros or a label, with signs that nobody expects there.
        for number in long[:2]:
            national, international = (phonenumbers.format_number(number, form) for form in (2, 1))
            texts += [
                f"{before}{international[1:].replace(' ', sign)}" for before in ("", "00 ", "00") for sign in " -."
            ]
            odd = ";:'=+\\─,→&>" if national.startswith("0") else ""
            texts += [f"SĐT1:{national}", *[re.sub("[ -]", lambda _, sign=sign: sign, national) for sign in odd]]
    assert len(texts) > 600
    frame = small(spark, "text string", [(text,) for text in texts])
    left = (
        frame.select("text", masked(F.col("text")).alias("masked"))
        .filter("replace(masked, 'SĐT1') RLIKE '\\\\p{Nd}'")
        .collect()
    )
    assert [tuple(row) for row in left] == []


def test_no_text_stays_no_text(spark: SparkSession) -> None:
    row = spark.sql("SELECT CAST(NULL AS STRING) AS text").select(masked(F.col("text")).alias("masked")).first()
    assert row is not None
    assert row.masked is None
