"""Text folded to what it says, whatever script, width or program it was written with; Spark expressions alone."""

import sys
import unicodedata
from functools import cache
from typing import Any

from pyspark import SparkContext
from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql.classic.column import Column as Classic

# Marks and letters that nobody sees: fillers of Hangul, joiners, and what makes a digit a key on a pad.
_UNSEEN = "\u034f\u115f\u1160\u20e3\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
_ARABIC = {"\u066b": ".", "\u066c": ","}  # before decimals, and between thousands
_SHOWN = 60  # signs of a text whose shape is told
_NORMALIZER = "com.ibm.icu.text.Normalizer"  # comes with Spark


def _ascii(sign: str) -> str | None:
    """The ASCII sign that a sign stands for, empty for one without width; None for any other."""
    kind = unicodedata.category(sign)
    if kind == "Cf" or sign in _UNSEEN:
        return ""
    if kind == "Nd":
        return str(unicodedata.digit(sign))
    if kind == "Pd" or sign in "\u2212\u2043":
        return "-"
    if sign in _ARABIC:
        return _ARABIC[sign]
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 and plain.isascii() and plain.isprintable() else None


def _table(upto: int) -> tuple[str, str]:
    """Signs below `upto` and what they stand for, those that go last: `translate` drops what has no counterpart."""
    found = {chr(code): plain for code in range(0x80, upto) if (plain := _ascii(chr(code))) is not None}
    ordered = dict(sorted(found.items(), key=lambda pair: pair[1] == ""))
    return "".join(ordered), "".join(ordered.values())


# Made when they are asked for: who only looks at tables does not wait for a look at all of Unicode.
@cache
def _every() -> tuple[str, str]:
    return _table(sys.maxunicode + 1)


@cache
def _short() -> tuple[str, str]:
    signs, plain = _table(0x20000)  # no digit lies beyond
    pairs = [(sign, plain[i : i + 1]) for i, sign in enumerate(signs) if _in_figures(sign)]
    return "".join(sign for sign, _ in pairs), "".join(one for _, one in pairs)


def _in_figures(sign: str) -> bool:
    """Whether a sign stands in figures and times: of a wide keyboard, a digit, a dash, a blank, one not seen."""
    wide = "\uff01" <= sign <= "\uff5e"
    return wide or sign in _ARABIC or unicodedata.category(sign) in ("Nd", "Pd", "Sm", "Zs", "Cf")


def plain(text: Column) -> Column:
    """Digits of any script, dashes, blanks and wide signs as ASCII; signs without width are gone; letters stay.

    >>> said = ["０１０－１２３４", "๐๘๑–๒๓๔", "ana＠mail.com", "0\u200b9\u200b1", "1\u00a0234", "서울 São"]
    >>> frame = spark.createDataFrame([(one,) for one in said], "text string")
    >>> [row.p for row in frame.select(plain(F.col("text")).alias("p")).collect()]
    ['010-1234', '081-234', 'ana@mail.com', '091', '1 234', '서울 São']
    """
    # Most values are ASCII, and are left alone.
    return F.when(F.octet_length(text) == F.length(text), text).otherwise(F.translate(text, *_every()))


def shape(text: Column) -> Column:
    """How a text is written and not what it says: 9 for each digit, a for each letter, other signs as they are.

    >>> frame = spark.createDataFrame([("1.234,50",), ("ana@mail.com",), ("2018-02-30",)], "text string")
    >>> [row.s for row in frame.select(shape(F.col("text")).alias("s")).collect()]
    ['9.999,99', 'aaa@aaaa.aaa', '9999-99-99']
    """
    signs = F.regexp_replace(F.substring(text, 1, _SHOWN), r"[\p{L}\p{M}]", "a")
    return F.regexp_replace(signs, r"\p{N}", "9")


def bare(text: Column) -> Column:
    """A figure or time in plain digits and dashes, without blanks around it.

    A table of what stands in figures alone, for each typed column has it in its plan; `text` is mentioned twice, so it
    should be a column that is made already.

    >>> said = ["１２.５０", "๑๒๓", "٥٫٥", "१२", "\u22125", "\u00a07\u200b "]
    >>> frame = spark.createDataFrame([(one,) for one in said], "text string")
    >>> [row.p for row in frame.select(bare(F.col("text")).alias("p")).collect()]
    ['12.50', '123', '5.5', '12', '-5', '7']
    """
    # Most values are ASCII, and are left alone: to look for each of their signs takes fifteen times as long.
    return F.trim(F.when(F.octet_length(text) == F.length(text), text).otherwise(F.translate(text, *_short())))


def composed(text: Column) -> Column:
    """Unicode's normal form NFKC: what looks the same is the same (Unicode Standard Annex 15); null stays null.

    >>> frame = spark.createDataFrame([("Ha\u0300 No\u0323\u0302i",), ("\u1109\u1165",), (None,)], "text string")
    >>> [row.c for row in frame.select(composed(F.col("text")).alias("c")).collect()]
    ['Hà Nội', '서', None]
    """
    is_ascii = text.isNull() | (F.octet_length(text) == F.length(text))
    return F.when(is_ascii, text).otherwise(_called(F.lit(_NORMALIZER), F.lit("compose"), text, F.lit(True)))


def unmarked(text: Column) -> Column:
    """Latin letters without their marks; null stays null.

    >>> frame = spark.createDataFrame([("João Đặng",), ("Ana",)], "text string")
    >>> [row.u for row in frame.select(unmarked(F.col("text")).alias("u")).collect()]
    ['Joao Dang', 'Ana']
    """
    is_ascii = text.isNull() | (F.octet_length(text) == F.length(text))
    apart = _called(F.lit(_NORMALIZER), F.lit("decompose"), text, F.lit(True))
    bare_letters = F.translate(F.regexp_replace(apart, r"[\u0300-\u036f]", ""), "đĐıłŁøØ", "dDilLoO")
    return F.when(is_ascii, text).otherwise(bare_letters)


def _called(*given: Column) -> Column:
    """A call of a Java method, as Spark's `reflect` is. By its class, for no session knows a function of that name: a
    SELECT must not reach it."""
    jvm: Any = SparkContext._jvm
    expressions = getattr(jvm, "org.apache.spark.sql.classic.ExpressionUtils")
    arguments = jvm.PythonUtils.toSeq([expressions.expression(column._jc) for column in given])
    call = getattr(jvm, "org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection")
    return Classic(expressions.column(call(arguments, True)))
