"""Times and days as partners write them, to local time: the clock that a text shows is the clock of the sale.

Each text is named as seldom as can be in the expressions here: a plan in which it stood many times would grow with
every column.
"""

from pyspark.sql import Column
from pyspark.sql import functions as F

from gcrm.bronze import patterns
from gcrm.bronze.values import ERAS, Values
from gcrm.core.texts import bare

_DAY = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
_CLOCK = r"[0-9]{1,2}(?::[0-9]{1,2}(?::[0-9]{1,2}(?:\.[0-9]+)?)?)?"
_NAMED = r"[A-Z]{3,5}|[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)+"
_OFFSET = r"(?:UTC|GMT|UT)?[+-][0-9]{1,2}(?::?[0-9]{2}){0,2}"
_SOME_ZONE = rf"(?:(?:Z|UT|{_OFFSET}|{_NAMED})(?:\[[^\]]+\])?)"
_ZONE = rf"(?:\s*{_SOME_ZONE})"
_INSTANT = rf"^({_DAY}[T ]{_CLOCK}{_ZONE})$"
_FIRST_OF_EXCEL, _DAY_SECONDS = "1899-12-30", 86_400
_YEAR = r"(?<![0-9])([0-9]{4})(?![0-9])"
_CENTURY_END = "2099-12-31"


def time(text: Column, values: Values) -> Column:
    """A text as a timestamp of local time; null where no format of the feed reads it.

    An offset or zone behind a clock is passed over, unless the feed names the zone that its times are meant in.

    >>> said = ["2024-03-02T00:30:00+09:00", "2024-03-01 24:00:00", "2024-03-01", "10:15:00", "2024", "45292"]
    >>> frame = spark.createDataFrame([(one,) for one in said], "text string")
    >>> [str(row.t) for row in frame.select(time(F.col("text"), Values()).alias("t")).collect()]
    ['2024-03-02 00:30:00', '2024-03-02 00:00:00', '2024-03-01 00:00:00', 'None', 'None', 'None']
    """
    found = [_read(bare(text), form, values.zone) for form in values.formats or ("iso",)]
    return F.coalesce(*found) if len(found) > 1 else found[0]


def is_ahead(value: Column, kind: str) -> Column:
    """Whether a time is after tomorrow, or a day more than a year from now, in this century: a clock stood wrong.

    Tomorrow has begun somewhere, and a statement may be made before it holds.
    """
    day, first = (value, 367) if kind == "date" else (F.to_date(value), 2)
    return day.between(F.date_add(F.current_date(), first), F.lit(_CENTURY_END).cast("date"))


def _read(text: Column, form: str, zone: str | None) -> Column:
    era, _, pattern = form.partition(" ")
    if era in ERAS:
        year = F.regexp_extract(text, _YEAR, 1)
        ours = (F.nullif(year, F.lit("")).try_cast("int") - ERAS[era]).cast("string")
        return _read(F.replace(text, year, F.lpad(ours, 4, "0")), pattern or "iso", zone)
    if form == "excel":
        # A spreadsheet of a comma's country writes its half days with one.
        days = F.translate(F.regexp_extract(text, r"^[0-9]{1,6}([.,][0-9]+)?$", 0), ",", ".").try_cast("double")
        start = F.unix_seconds(F.lit(_FIRST_OF_EXCEL).cast("timestamp"))
        return F.timestamp_seconds(start + F.round(days * _DAY_SECONDS).cast("long"))
    if form in ("epoch", "epoch_ms"):
        digits = "9,11" if form == "epoch" else "12,14"
        number = F.regexp_extract(text, rf"^([0-9]{{{digits}}})(?:\.[0-9]*)?$", 1).try_cast("long")
        instant = F.timestamp_seconds(number) if form == "epoch" else F.timestamp_millis(number)
        return F.from_utc_timestamp(instant, zone) if zone else instant
    return _iso(text, zone) if form == "iso" else _by_pattern(text, form, zone)


def _by_pattern(text: Column, pattern: str, zone: str | None) -> Column:
    """A time by a pattern of Spark. A weekday tells no more than the day, and Spark reads none."""
    is_instant = zone is not None and patterns.has_zone(pattern)
    passed_over = patterns.WEEKDAY if is_instant else patterns.WEEKDAY + patterns.ZONE
    kept = patterns.without(pattern, passed_over, _SOME_ZONE)
    if kept:
        expression, pattern = kept
        text = F.regexp_replace(text, expression, "$1$2$3")
    read = F.try_to_timestamp(text, F.lit(pattern))
    return F.from_utc_timestamp(read, F.lit(zone)) if is_instant else read


def _iso(text: Column, zone: str | None) -> Column:
    # Where the zone of a text counts, one that Spark does not know may not be passed over.
    passed_over = "" if zone else f"{_ZONE}?"
    shown = F.regexp_extract(text, rf"^({_DAY}(?:[T ]{_CLOCK})?){passed_over}$", 1).try_cast("timestamp")
    # Spark knows no 24th hour: it is the next day's first.
    midnight = rf"^({_DAY})[T ]24(?::0+){{1,2}}(?:\.0+)?{passed_over}$"
    late = F.date_add(F.regexp_extract(text, midnight, 1).try_cast("date"), 1).cast("timestamp")
    if zone is None:
        return F.coalesce(shown, late)
    # Spark reads an offset behind seconds alone.
    written = F.regexp_replace(F.regexp_extract(text, _INSTANT, 1), r"\[[^\]]+\]$", "")
    minutes = F.regexp_replace(written, r"(?<=[T ])([0-9]{1,2})(?=\s*[A-Za-z+-])", "$1:00")
    instant = F.regexp_replace(minutes, r"([T ][0-9]{1,2}:[0-9]{1,2})(?=\s*[A-Za-z+-])", "$1:00").try_cast("timestamp")
    return F.coalesce(F.from_utc_timestamp(instant, zone), shown, late)
