"""Keys as partners write them: one key has one form, and what stands for nobody is no key."""

import re
from collections.abc import Iterable

from pyspark.sql import Column
from pyspark.sql import functions as F

from gcrm.bronze.values import Values

# What programs write where there is nothing, in whatever quotes or brackets; a thing may be called Blank, a person not.
_NOTHING = r"null|nil|none|nan|nat|na|n[/.]\s?[ad]|undefined|\\n"
_NO_PERSON = r"unknown|missing|blank|empty|not (?:available|applicable|known|set)"
_SIGNS = r"[\p{P}\p{S}\s]"
# Errors of spreadsheets in any language: #DIV/0!, #¿NOMBRE?, #N/D, #NV.
_ERRORS = r"#(?:[¡¿]?[\p{L}\p{M}_]{1,12}(?:/0[!?]?|[!?])|\p{L}{1,2}/\p{L}|nv|na|getting_data)"
_ZEROS = r"[+-]?0+(?:[ .,:/_-]0+)*"
# Nobody's number by custom, where a number is asked for: -1, the first and the last UUID, and nines beyond the numbers
# that members have who are counted.
_CUSTOM = r"9{8,}|-(?:1|9+)(?:\.0+)?|f{8}-(?:f{4}-){3}f{12}"
# Blanks, and what makes a text of a number in a spreadsheet: '00123, ="00123".
_BLANK = r"[\p{Z}\p{C}]"
_BEFORE = rf"(?<=^{_BLANK}{{0,9}})(?:'(?=[0-9])|=\"(?=[^\"]+\"))"
_BEHIND = rf"(?<=^{_BLANK}{{0,9}}=\"[^\"]{{1,99}})\"(?={_BLANK}*$)"
_AROUND = f"^{_BLANK}+|{_BLANK}+$|{_BEFORE}|{_BEHIND}"
_WHOLE = r"^([0-9]+)\.0+$"
_OF_DOUBLE = r"^[0-9]\.[0-9]+E[0-9]{1,2}$"  # as Java writes a double from ten million on, to its last digit
_EXACT = r"^([0-9]{1,15})\.0+$"  # with more digits, doubles have no room for every whole number
_ROUNDED = r"^[0-9](?:[.,][0-9]+)?(?:[eE]\+[0-9]+|e[0-9]{2,})$|^[0-9](?:\.[0-9]+E[0-9]{2}|,[0-9]+E[0-9]+)$"


def tidy(key: Column) -> Column:
    """A key without blanks about it, signs without width, a spreadsheet's quotes, and the `.0` of a whole number.

    Empty where nothing is left.

    >>> given = [" K-7\u00a0", "K-7\u200b", "17850.0", "1.785E7", "00123", '="00123"', " ", "1.5"]
    >>> frame = spark.createDataFrame([(one,) for one in given], "key string")
    >>> [row.k for row in frame.select(tidy(F.col("key")).alias("k")).collect()]
    ['K-7', 'K-7', '17850', '17850000', '00123', '00123', '', '1.5']
    """
    # Twice: blanks may stand before a sign without width.
    bare = F.regexp_replace(F.regexp_replace(key, r"\p{Cf}+", ""), _AROUND, "")
    return F.coalesce(_counted(bare), F.regexp_replace(bare, _WHOLE, "$1"))


def _counted(text: Column) -> Column:
    """A whole number in the form that doubles are written in, without its exponent; null for any other text."""
    number = F.regexp_extract(text, _OF_DOUBLE, 0).try_cast("decimal(38,9)")
    return F.regexp_extract(number.cast("string"), _EXACT, 1).try_cast("decimal(15,0)").cast("string")


def nothing(values: Values, of_a_person: bool) -> str:
    """The pattern of tidy keys that name nothing, or where they are a person's, nobody.

    >>> frame = spark.createDataFrame([(one,) for one in ["NULL", "0000", "-", "K-7", "TILL"]], "key string")
    >>> nobody = nothing(Values(nobody=("TILL",)), of_a_person=True)
    >>> [row.n for row in frame.select(F.col("key").rlike(nobody).alias("n")).collect()]
    [True, True, True, False, True]
    """
    words = f"{_NOTHING}|{_NO_PERSON}" if of_a_person else _NOTHING
    written = f"(?i:{_SIGNS}*(?:{words}){_SIGNS}*|{_ERRORS})|{_SIGNS}+"
    if not of_a_person:
        return f"^(?:{written})$"
    kept = f"(?!(?:{_any(values.somebody)})$)" if values.somebody else ""
    more = f"|{_any(values.nobody)}" if values.nobody else ""
    return f"^(?:{kept}(?:{written}|{_SIGNS}*{_ZEROS}{_SIGNS}*|(?i:{_CUSTOM})){more})$"


def usual(values: Values) -> str:
    """The pattern of keys that are tidy, somebody's and not rounded at first sight: nearly all are."""
    others = f"|{_any(values.nobody)}" if values.nobody else ""
    return rf"^(?!(?:[0-9]e[0-9]+|9{{5,}}|-[19]9*{others})$)[0-9A-Za-z_:-]*[1-9][0-9A-Za-z_:-]*$"


def is_rounded(key: Column) -> Column:
    """Whether a spreadsheet has rounded a long number: `1.23457E+12` stands for a million keys."""
    return key.rlike(_ROUNDED)


def _any(texts: Iterable[str]) -> str:
    return "|".join(re.escape(text) for text in texts)
