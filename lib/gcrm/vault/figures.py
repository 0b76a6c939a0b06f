"""Figures as partners write them, to numbers; what is no plain figure is none, however Spark would read it.

Each text is named once in the expressions here: a plan in which it stood several times would grow with every column.
"""

import re

from pyspark.sql import Column
from pyspark.sql import functions as F

from gcrm.bronze.values import Values
from gcrm.core.texts import bare

# Short enough for any double to hold, so that none becomes infinite.
_DIGITS = r"[0-9]{1,200}"
# Nor do three zeros behind a point of a count tell what the point is.
_WHOLE = r"^([+-]?[0-9]{1,40})(?:\.0{1,2}|\.0{4,9})?$"
_NUMBER = rf"[+-]?(?:{_DIGITS}(?:\.[0-9]*)?|\.{_DIGITS})(?:[eE][+-]?[0-9]{{1,2}})?"
# 125.000 is 125 to one partner and 125000 to another.
_THREE = r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}"
AMBIGUOUS, GROUPED = f"^{_THREE}$", r"^[+-]?[1-9][0-9]{0,2}(\.[0-9]{3}){2,}$"
_COUNTS = ("smallint", "int", "bigint")
_KINDS = (*_COUNTS, "float", "double")


def is_figure(kind: str) -> bool:
    return kind in _KINDS or kind.startswith("decimal")


def figure(text: Column, kind: str, values: Values) -> Column:
    """A text as a number of the type `kind`; null for one that is no figure of the feed's form.

    An amount with three digits behind its only point is read where the feed says what its signs mean, and not guessed.

    >>> said = ["12.50", "1e3", "12,5", "125.000", "NaN", "Infinity", "12f", "１２.５０"]
    >>> frame = spark.createDataFrame([(one,) for one in said], "text string")
    >>> read = figure(F.col("text"), "decimal(18,2)", Values())
    >>> [str(row.f) for row in frame.select(read.alias("f")).collect()]
    ['12.50', '1000.00', 'None', 'None', 'None', 'None', 'None', '12.50']
    """
    written = _plain_minus(bare(text), values)
    if values.thousands or values.decimal == ",":
        written = _ungrouped(written, values)
    return F.regexp_extract(written, _form(kind, values), 1).try_cast(kind)


def finite(number: Column) -> Column:
    """The number; null for NaN and the infinities.

    >>> frame = spark.sql("SELECT explode(array(1.5D, double('NaN'), double('-Infinity'))) AS n")
    >>> [row.f for row in frame.select(finite(F.col("n")).alias("f")).collect()]
    [1.5, None, None]
    """
    # To Spark, NaN is larger than any other number.
    return F.when(F.abs(number) < F.lit(float("inf")), number)


def _form(kind: str, values: Values) -> str:
    """What a text must be for its first group to be a figure of the type."""
    if kind in _COUNTS:
        return _WHOLE
    is_guessed = kind == "decimal(18,2)" and values.decimal is None and not values.thousands
    return rf"^(?!{_THREE}$)({_NUMBER})$" if is_guessed else rf"^({_NUMBER})$"


def _plain_minus(text: Column, values: Values) -> Column:
    """The text without a currency's sign, and with its minus in front."""
    if values.currency:
        signs = "|".join(re.escape(sign) for sign in sorted(values.currency, key=len, reverse=True))
        text = F.regexp_replace(text, rf"(?i)^([(+-]?)\s*(?:{signs})\s*([+-]?)(?=[0-9.])", "$1$2")
        text = F.regexp_replace(text, rf"(?i)(?<=[0-9.])\s*(?:{signs})\s*([)-]?)$", "$1")
    places = values.minus or ("before",)
    if "before" not in places:
        text = F.regexp_replace(text, "^-.*", "")
    if "parentheses" in places:
        text = F.regexp_replace(text, r"^\(\s*([0-9].*[0-9]|[0-9])\s*\)$", "-$1")
    if "after" in places:
        text = F.regexp_replace(text, r"^([0-9].*?)\s*-$", "-$1")
    return text


def _ungrouped(text: Column, values: Values) -> Column:
    """The text without signs of thousands, which must stand in front of three digits each, and with a decimal point."""
    decimal, group = values.decimal or ".", values.thousands or ""
    if group == "'":
        text = F.translate(text, "\u2019\u00b4`", "'''")
    whole = rf"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+|[0-9]+" if group else "[0-9]+"
    fits = F.regexp_extract(text, rf"^[+-]?(?:{whole})(?:{re.escape(decimal)}[0-9]+)?$", 0)
    return F.translate(fits, decimal + group, ".")
