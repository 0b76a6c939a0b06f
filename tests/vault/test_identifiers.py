"""Keys: one key has one form, nobody has none, and a rounded one is refused."""

from pyspark.sql import functions as F

from gcrm.bronze.values import Values
from gcrm.core.frames import small
from gcrm.vault import identifiers

NOBODY = [
    "NULL", "null", "(null)", "None", "nan", "NaN", "N/A", "n/a", "#N/A", "\\N", "<NA>", "undefined", "-", "--",
    "—", "?", "***", "0", "00", "0000000", "0.0", "-0", "000-000", "0 0", "0,00",
    "'NULL'", '"NULL"', "[NULL]", "<null>", "(None)", "n.a.", "N.A.", "n/d", "(blank)", "(empty)", "Unknown",
    "not available",
    "#DIV/0!", "#NAME?", "#N/D", "#VALUE!", "#REF!", "#NUM!", "#NULL!", "#¡REF!", "#WERT!", "#BEZUG!", "#NV",
    "#¿NOMBRE?",
    "#ИМЯ?", "#Н/Д", "#NÚM!", "#SPILL!", "#N/B", "#GETTING_DATA", "########", "-1", "-1.0", "-99", "99999999",
    "9999999999",
    "00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}",
    "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
]  # fmt: skip
SOMEBODY = [
    "K-7", "k-7", "00123", "123", "17850", "0A", "nana", "서울", "1e5", "10", "100", "a.0", "99", "9999", "99999",
    "9999999", "999990", "-12",
    "#anna", "n", "nd", "Nullman", "00000000-0000-0000-0000-000000000001", "-8392837462", "blanka",
]  # fmt: skip


def of(spark, keys, make):
    frame = small(spark, "key string", [(key,) for key in keys])
    return [row.k for row in frame.select(make(identifiers.tidy(F.col("key"))).alias("k")).collect()]


def nobody(values):
    return lambda key: key.rlike(identifiers.nothing(values, of_a_person=True))


def test_blanks_signs_without_width_and_tails_of_whole_numbers_go(spark):
    given = {
        "K-7   ": "K-7", "K-7\u200b": "K-7", "K-7\u00a0": "K-7", "\ufeffK-7": "K-7", "\u3000K\u200d-7\t": "K-7",
        "17850.0": "17850", "17850.00": "17850", "8.80123456789E12": "8801234567890", "1.2345678E7": "12345678",
        "'00123": "00123", ' ="00123" ': "00123", '="K-7"': "K-7", "'t Hooft": "'t Hooft", '="': '="',
        "1.5": "1.5", "00123": "00123", "   ": "", "\u200b": "", "K 7": "K 7", "100": "100",
    }  # fmt: skip
    assert dict(zip(given, of(spark, given, lambda key: key), strict=True)) == given


def test_what_programs_write_for_nobody_is_nobody(spark):
    told = of(spark, [*NOBODY, *SOMEBODY], nobody(Values()))
    assert told == [True] * len(NOBODY) + [False] * len(SOMEBODY)


def test_a_feed_names_more_of_nobodys_keys_and_takes_some_back(spark):
    values = Values(nobody=("TILL-1", "9999"), somebody=("0", "nan", "99999999"))
    told = of(spark, ["TILL-1", "9999", "0", "nan", "99999999", "00", "K-7"], nobody(values))
    assert told == [True, True, False, False, False, True, False]


def test_things_may_be_called_0(spark):
    pattern = identifiers.nothing(Values(), of_a_person=False)
    given = ["0", "99999999", "Blank", "NULL", "-", "#N/D", "K-7"]
    assert of(spark, given, lambda key: key.rlike(pattern)) == [False, False, False, True, True, True, False]


def test_a_number_that_a_spreadsheet_rounded_stands_for_many(spark):
    given = ["1.23457E+12", "1,23457E+12", "1.23457e+12", "1e+12", "1.23457e12", "1,23457E12", "9.9E+5"]
    given += ["9.1234567890123E18"]
    given += ["1e5", "E+12", "K-7", "12E1", "1,5"]
    assert of(spark, given, identifiers.is_rounded) == [True] * 8 + [False] * 5


def test_what_is_usual_is_tidy_somebodys_and_not_rounded(spark):
    odd = [
        *NOBODY,
        " K-7",
        "K-7\u200b",
        "17850.0",
        "1.23457E+12",
        "1e12",
        "8.80123456789E12",
        "TILL-1",
        "9999",
        "",
        "서울1",
    ]
    values = Values(nobody=("TILL-1", "9999"))
    seen = of(spark, ["K-7", "00123", "B001:17", "a_1", *odd], lambda _: F.col("key").rlike(identifiers.usual(values)))
    assert seen == [True] * 4 + [False] * len(odd)
