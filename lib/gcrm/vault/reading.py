"""How one column of a feed's SELECT is read: its value, and what is wrong with what was given."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyspark.sql import Column, Window
from pyspark.sql import functions as F

from gcrm.bronze.values import Values
from gcrm.core.contracts.table import SOURCE, Field
from gcrm.core.texts import shape
from gcrm.vault import figures, identifiers, times

TIMES = ("date", "timestamp")
_MIXED = " beside grouped thousands"
_SOMETHING = r"[^\p{Z}\p{C}\s]"


@dataclass(frozen=True)
class Reading:
    """How values are read: the feed's options, those of single columns, and from where on an amount is a slip.
    `hidden`: columns of the vault's files, of whose texts reasons tell the shape alone."""

    feed: Values = field(default_factory=Values)
    columns: Mapping[str, Values] = field(default_factory=dict)
    largest_amount: int | None = None
    hidden: tuple[str, ...] = ()

    def of(self, column: str) -> Values:
        """The options of one column."""
        return self.columns[column].over(self.feed) if column in self.columns else self.feed


def is_key(column: Field) -> bool:
    """Whether a column holds keys, of people or of things."""
    return column.type == "string" and (column.pii in ("pseudonym", "thing") or column.name.endswith("_id"))


def given(column: Field, kind: str, values: Values) -> Column:
    """What was given for the column: null for empty text, blanks where no words are expected, and nobody's key."""
    as_given = F.col(column.name)
    if is_key(column):
        key, nothing = as_given.cast("string"), identifiers.nothing(values, column.pii == "pseudonym")
        tidied = F.nullif(F.regexp_replace(identifiers.tidy(key), nothing, ""), F.lit(""))
        return F.when(key.rlike(identifiers.usual(values)), key).otherwise(tidied)
    if kind != "string":
        return as_given
    return F.when(as_given != "" if column.type == "string" else as_given.rlike(_SOMETHING), as_given)


def value(column: Field, kind: str, told: Column, values: Values) -> Column:
    """`told`, which `given` made, in the column's type; null where it is none of it."""
    if is_key(column):
        text = told.cast("string")
        return F.when(~identifiers.is_rounded(text), text)
    if kind == "string" and figures.is_figure(column.type):
        return figures.figure(told, column.type, values)
    if kind == "string" and column.type in TIMES:
        return times.time(told, values).cast(column.type)
    typed = told.try_cast(column.type)
    return figures.finite(typed) if column.type in ("float", "double") else typed


def faults(column: Field, told: Column, read: Column, reading: Reading) -> list[Column]:
    """Structs of `key` and `value`, or nulls: a column with the text that is no value, a reason with a value's text."""
    shown = F.lit("(withheld)") if column.pii else told.cast("string")
    if column.name in reading.hidden and not column.pii:
        shown = F.concat(shape(F.regexp_replace(shown, f"{_MIXED}$", "")), F.regexp_extract(shown, f"{_MIXED}$", 0))
    found = []
    if column.type != "string" or is_key(column):
        found.append(_fault(told.isNotNull() & read.isNull(), column.name, shown))
    if column.type in TIMES:
        found.append(_fault(times.is_ahead(read, column.type), f"{column.name}_is_not_in_the_future", shown))
    if column.name == "amount" and reading.largest_amount is not None:
        slips = F.abs(read) >= F.lit(reading.largest_amount)
        found.append(_fault(slips, f"{column.name}_is_plausible", shown))
    return found


def unmixed(told: Column) -> Column:
    """`told`, marked where another line of its file groups thousands by points: nobody knows then what 125.000 is."""
    in_file = Window.partitionBy(F.col(f"{SOURCE.name}.file"))
    mixed = F.max(told.rlike(figures.GROUPED)).over(in_file) & told.rlike(figures.AMBIGUOUS)
    return F.when(mixed, F.concat(told, F.lit(_MIXED))).otherwise(told)


def may_mix(column: Field, kind: str, values: Values) -> bool:
    """Whether texts of the column may be decimals or thousands: an amount is never read so, and the feed may say it."""
    return kind == "string" and column.type == "double" and values.decimal is None and values.thousands is None


def _fault(is_one: Column, name: str, text: Column) -> Column:
    return F.when(is_one, F.struct(F.lit(name).alias("key"), text.alias("value")))
