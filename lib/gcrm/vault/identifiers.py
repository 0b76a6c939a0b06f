"""Keys as partners write them: one key has one form, and what stands for nobody is no key."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from gcrm.bronze.values import Values

# What programs write where there is nothing.
NOTHING = (
    *("null", "(null)", "nil", "none", "nan", "nat", "<na>", "n/a", "na", "\\n", "undefined"),
    *("#n/a", "#na", "#null!", "#value!", "#ref!"),
)
_SIGNS = r"^[\p{P}\p{S}\s]+$"
_ZEROS = r"^[+-]?0+(\.0+)?$"
_BLANKS = r"^[\p{Z}\p{C}]+|[\p{Z}\p{C}]+$"
_WITHOUT_WIDTH = r"[\p{Cf}]"
_USUAL = r"^(?!.*(\.0+|E[0-9]{1,2})$)[!-~]+$"
_WHOLE = r"^([0-9]+)\.0+$"
_OF_DOUBLE = r"^[0-9]\.[0-9]+E[0-9]{1,2}$"  # as Java writes a double from ten million on, to its last digit
_EXACT = 1 << 53  # from here on doubles have no room for every whole number
_ROUNDED = r"^[0-9](\.[0-9]+)?([eE]\+|e)[0-9]{2,}$|^[0-9]\.[0-9]+E[0-9]{2}$"


def tidy(key: Column) -> Column:
    """A key without blanks about it, signs without width, and the `.0` of a whole number; null where nothing is left.

    >>> given = [" K-7\u00a0", "K-7\u200b", "17850.0", "1.785E7", "00123", " ", "1.5"]
    >>> frame = spark.createDataFrame([(one,) for one in given], "key string")
    >>> [row.k for row in frame.select(tidy(F.col("key")).alias("k")).collect()]
    ['K-7', 'K-7', '17850', '17850000', '00123', None, '1.5']
    """
    bare = F.regexp_replace(F.regexp_replace(key, _WITHOUT_WIDTH, ""), _BLANKS, "")
    number = F.when(bare.rlike(_OF_DOUBLE), bare).try_cast("decimal(38,9)")
    whole = F.when((number < F.lit(_EXACT)) & (number % 1 == 0), number.cast("decimal(20,0)").cast("string"))
    mended = F.coalesce(whole, F.regexp_replace(bare, _WHOLE, "$1"))
    return F.when(key.rlike(_USUAL), key).otherwise(F.nullif(mended, F.lit("")))


def is_nothing(key: Column) -> Column:
    """Whether a tidy key of anything is a word for nothing, or signs alone."""
    return F.lower(key).isin(*NOTHING) | key.rlike(_SIGNS)


def is_nobody(key: Column, values: Values) -> Column:
    """Whether a tidy key of a person means nobody.

    >>> frame = spark.createDataFrame([(one,) for one in ["NULL", "0000", "-", "K-7", "TILL"]], "key string")
    >>> [row.n for row in frame.select(is_nobody(F.col("key"), Values(nobody=("TILL",))).alias("n")).collect()]
    [True, True, True, False, True]
    """
    looks = F.lower(key).isin(*NOTHING) | key.rlike(_SIGNS) | key.rlike(_ZEROS)
    if values.somebody:
        looks = looks & ~key.isin(*values.somebody)
    return looks | key.isin(*values.nobody) if values.nobody else looks


def is_rounded(key: Column) -> Column:
    """Whether a spreadsheet has rounded a long number: `1.23457E+12` stands for a million keys."""
    return key.rlike(_ROUNDED)
