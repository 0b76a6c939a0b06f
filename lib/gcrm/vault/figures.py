"""Figures as partners write them, to numbers; what is no plain figure is none, however Spark would read it."""

import re

from pyspark.sql import Column
from pyspark.sql import functions as F

from gcrm.bronze.values import Values
from gcrm.core.texts import plain

_DIGITS = r"[0-9]+"
_WHOLE = rf"^[+-]?{_DIGITS}(\.0)?$"
_NUMBER = rf"^[+-]?({_DIGITS}(\.[0-9]*)?|\.{_DIGITS})([eE][+-]?[0-9]{{1,3}})?$"
# 125.000 is 125 to one partner and 125000 to another.
AMBIGUOUS = r"^[+-]?[1-9][0-9]{0,2}\.[0-9]{3}$"
GROUPED = r"^[+-]?[1-9][0-9]{0,2}(\.[0-9]{3}){2,}$"
KINDS = ("smallint", "int", "bigint", "float", "double")


def is_figure(kind: str) -> bool:
    return kind in KINDS or kind.startswith("decimal")


def figure(text: Column, kind: str, values: Values) -> Column:
    """A text as a number of the type `kind`; null for one that is no figure of the feed's form.

    An amount with three digits behind its only point is read where the feed says what its signs mean, and not guessed.

    >>> said = ["12.50", "1e3", "12,5", "125.000", "NaN", "Infinity", "12f", "１２.５０"]
    >>> frame = spark.createDataFrame([(one,) for one in said], "text string")
    >>> read = figure(F.col("text"), "decimal(18,2)", Values())
    >>> [str(row.f) for row in frame.select(read.alias("f")).collect()]
    ['12.50', '1000.00', 'None', 'None', 'None', 'None', 'None', '12.50']
    """
    written = _plain_minus(F.trim(plain(text)), values)
    if values.thousands or values.decimal == ",":
        written = _ungrouped(written, values)
    is_whole = kind in ("smallint", "int", "bigint")
    taken = written.rlike(_WHOLE if is_whole else _NUMBER)
    if kind == "decimal(18,2)" and values.decimal is None and not values.thousands:
        taken = taken & ~written.rlike(AMBIGUOUS)
    number = F.when(taken, F.regexp_replace(written, r"\.0$", "") if is_whole else written).try_cast(kind)
    return finite(number) if kind in ("float", "double") else number


def finite(number: Column) -> Column:
    """The number; null for NaN and the infinities.

    >>> frame = spark.sql("SELECT explode(array(1.5D, double('NaN'), double('-Infinity'))) AS n")
    >>> [row.f for row in frame.select(finite(F.col("n")).alias("f")).collect()]
    [1.5, None, None]
    """
    return F.when(~F.isnan(number) & (F.abs(number) < F.lit(float("inf"))), number)


def _plain_minus(text: Column, values: Values) -> Column:
    """The text without a currency's sign, and with its minus in front."""
    for sign in values.currency or ():
        escaped = re.escape(sign)
        text = F.regexp_replace(text, rf"(?i)^([(+-]?)\s*{escaped}\s*([+-]?)(?=[0-9.])", "$1$2")
        text = F.regexp_replace(text, rf"(?i)(?<=[0-9.])\s*{escaped}\s*([)-]?)$", "$1")
    places = values.minus or ("before",)
    if "before" not in places:
        text = F.when(~text.startswith("-"), text)
    if "parentheses" in places:
        text = F.regexp_replace(text, r"^\(\s*([0-9].*[0-9]|[0-9])\s*\)$", "-$1")
    if "after" in places:
        text = F.regexp_replace(text, r"^([0-9].*?)\s*-$", "-$1")
    return text


def _ungrouped(text: Column, values: Values) -> Column:
    """The text without signs of thousands, which must stand in front of three digits each, and with a decimal point."""
    decimal, group = re.escape(values.decimal or "."), re.escape(values.thousands or "")
    whole = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+" if group else r"[0-9]+"
    fits = text.rlike(rf"^[+-]?(?:{whole})(?:{decimal}[0-9]+)?$")
    bare = F.translate(text, values.thousands or "", "") if group else text
    return F.when(fits, F.translate(bare, values.decimal or ".", "."))
