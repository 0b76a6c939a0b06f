"""Figures: each text is read as what it says, or not at all; never as another value."""

from decimal import Decimal

from pyspark.sql import functions as F

from gcrm.bronze.values import Values
from gcrm.core.frames import small
from gcrm.vault.figures import figure

NO_FIGURES = [
    "NaN", "nan", "Infinity", "-Infinity", "inf", "1e400", "1200D", "12.50f", "12L", "0x1F", "1_000", "'12.50", "12,5",
    "1,234.56", "1 234.56", "1.234,56", "(12.50)", "12.50-", "$12.50", "₫125", "12.50 EUR", "1.250.000", "--5", "",
    "twelve", "1.2.3", "1e", ".", "12.505", "125.000", "99.500",
]  # fmt: skip


def read(spark, texts, kind="decimal(18,2)", **options):
    frame = small(spark, "text string", [(text,) for text in texts])
    return [row.f for row in frame.select(figure(F.col("text"), kind, Values(**options)).alias("f")).collect()]


def test_what_is_no_plain_figure_is_none(spark):
    assert dict(zip(NO_FIGURES, read(spark, NO_FIGURES), strict=True)) == dict.fromkeys(NO_FIGURES)


def test_what_no_double_can_hold_is_none(spark):
    given = ["NaN", "Infinity", "1e400", "-1E999", "1200D", "3.5f"]
    assert read(spark, given, "double") == [None] * len(given)


def test_plain_figures_of_any_script(spark):
    given = {
        "12.50": "12.50", " 12.50 ": "12.50", "\u00a07": "7.00", "１２.５０": "12.50", "๑๒๓": "123.00", "+5": "5.00",
        "-12.50": "-12.50", "\u22125": "-5.00", "1e3": "1000.00", ".5": "0.50", "12500000": "12500000.00",
        "0.3000000000000001": "0.30", "٥٫٥": "5.50", "१२.५": "12.50", "০১২": "12.00", "𝟙𝟚": "12.00",
        "125.0000": "125.00",
    }  # fmt: skip
    assert [str(one) for one in read(spark, given)] == list(given.values())


def test_counts_are_whole(spark):
    given = ["3", "3.0", "3.00", "3.0000", "3.000", "1.250", "3.5", "1e3", "99999999999"]
    assert read(spark, given, "int") == [3, 3, 3, 3, *[None] * 5]


def test_quantities_may_have_three_digits_behind_their_point(spark):
    assert read(spark, ["0.750", "1.250", "1.250.000"], "decimal(18,3)") == [Decimal("0.750"), Decimal("1.250"), None]


def test_signs_that_a_feed_states(spark):
    vietnamese = read(spark, ["125.000", "1.250.000", "850", "12,5", "12.5", "1,250.5"], decimal=",", thousands=".")
    assert vietnamese == [Decimal(125000), Decimal(1250000), Decimal(850), Decimal("12.5"), None, None]
    english = read(spark, ["1,234.56", "1234.56", "12,34", "1,2345"], thousands=",")
    assert english == [Decimal("1234.56"), Decimal("1234.56"), None, None]
    assert read(spark, ["1 234,56", "1\u202f234,56"], decimal=",", thousands=" ") == [Decimal("1234.56")] * 2
    swiss = read(spark, ["1'234.56", "1\u2019234.56", "1\u201923"], thousands="'")
    assert swiss == [Decimal("1234.56"), Decimal("1234.56"), None]
    assert read(spark, ["12.505", "125.000"], decimal=".") == [Decimal("12.51"), Decimal("125.00")]


def test_currencies_and_places_of_the_minus_that_a_feed_states(spark):
    given = ["$12.50", "12.50 EUR", "₫125", "-$5", "$-5", "5", "EUR", "12.50 USD"]
    assert read(spark, given, currency=("$", "EUR", "₫")) == [
        Decimal("12.50"), Decimal("12.50"), Decimal(125), Decimal(-5), Decimal(-5), Decimal(5), None, None,
    ]  # fmt: skip
    assert read(spark, ["(12.50)", "12.50-", "-12.50", "(12.50"], minus=("parentheses", "after")) == [
        Decimal("-12.50"), Decimal("-12.50"), None, None,
    ]  # fmt: skip
    assert read(spark, ["(R$ 1.250,00)", "R$ -3,50"], decimal=",", thousands=".", currency=("R$",),
                minus=("before", "parentheses")) == [Decimal(-1250), Decimal("-3.50")]  # fmt: skip
