"""Times: the clock that a text shows, or none; never another day, and never today's."""

from datetime import UTC, datetime, timedelta

import pytest
from pyspark.sql import functions as F

from gcrm.bronze.values import Values
from gcrm.core.frames import small
from gcrm.vault import times

NO_TIMES = [
    "10:15:00", "T10:15", "2024", "2024-03", "202403", "20240301", "45292", "1709287200", "1709287200000", "24-01-15",
    "2024-02-30 10:00:00", "2024-03-01 24:00:01", "2024-03-01 25:00", "03/01/2024 10:00", "2024-03-01 10:00:00 AM",
    "2024-03-01 10:00:60", "2024-03-01 오후 3:05", "+45292-01-01", "now", "today", "epoch", "",
]  # fmt: skip


def read(spark, texts, **options):
    frame = small(spark, "text string", [(text,) for text in texts])
    found = frame.select(times.time(F.col("text"), Values(**options)).cast("string").alias("t")).collect()
    return [row.t for row in found]


def test_what_tells_no_day_of_our_calendar_is_no_time(spark):
    assert dict(zip(NO_TIMES, read(spark, NO_TIMES), strict=True)) == dict.fromkeys(NO_TIMES)


def test_the_clock_that_a_text_shows_is_kept(spark):
    given = {
        "2024-03-02T00:30:00+09:00": "2024-03-02 00:30:00",
        "2024-03-31T22:30:00-04:00": "2024-03-31 22:30:00",
        "2024-03-02T23:30:00Z": "2024-03-02 23:30:00",
        "2024-03-02T23:30:00.250Z": "2024-03-02 23:30:00.25",
        "2024-03-02 00:30:00 Asia/Seoul": "2024-03-02 00:30:00",
        "2024-03-02T00:30:00+09:00[Asia/Seoul]": "2024-03-02 00:30:00",
        "2024-03-01 06:59:00 UTC+7": "2024-03-01 06:59:00",
        "2024-03-01 06:59:00 +0700": "2024-03-01 06:59:00",
        "2024-03-01 06:59 KST": "2024-03-01 06:59:00",
        "2024-03-10 02:30:00": "2024-03-10 02:30:00",  # an hour that New York skipped
        "2024-3-1 9:5:7": "2024-03-01 09:05:07",
        "2024-03-01T10": "2024-03-01 10:00:00",
        "2024-03-01 24:00:00": "2024-03-02 00:00:00",
        "2024-12-31T24:00": "2025-01-01 00:00:00",
        "2024-03-01": "2024-03-01 00:00:00",
        "２０２４-03-01": "2024-03-01 00:00:00",
    }
    assert dict(zip(given, read(spark, given), strict=True)) == given


@pytest.mark.parametrize(
    ("form", "text", "time"),
    [
        ("excel", "45292", "2024-01-01 00:00:00"),
        ("excel", "45292.75", "2024-01-01 18:00:00"),
        ("excel", "45292,75", "2024-01-01 18:00:00"),
        ("buddhist", "2567-02-29 10:00:00", "2024-02-29 10:00:00"),
        ("buddhist dd/MM/yyyy", "29/02/2567", "2024-02-29 00:00:00"),
        ("dangi", "4357-03-01", "2024-03-01 00:00:00"),
        ("dd/MM/yyyy HH:mm", "01/03/2024 10:00", "2024-03-01 10:00:00"),
        ("dd/MM/yy", "01/03/24", "2024-03-01 00:00:00"),
        ("epoch", "1709287200", "2024-03-01 10:00:00"),
        ("epoch", "1709287200.0", "2024-03-01 10:00:00"),
        ("epoch_ms", "1709287200000", "2024-03-01 10:00:00"),
        ("yyyyMMdd", "20240301", "2024-03-01 00:00:00"),
    ],
)
def test_a_format_that_a_feed_states(spark, form, text, time):
    assert read(spark, [text, "2024-13-01"], formats=(form,)) == [time, None]


ZONED = {
    "yyyy-MM-dd'T'HH:mm:ss.SSSXX": "2024-03-02T00:30:00.000+0900",
    "yyyy-MM-dd HH:mm:ss XXX": "2024-03-02 00:30:00 +09:00",
    "yyyy-MM-dd HH:mm:ssX": "2024-03-02 00:30:00+09",
    "yyyy-MM-dd HH:mm[:ss][ XXX]": "2024-03-02 00:30 +09:00",
    "dd/MM/yyyy HH:mm z": "02/03/2024 00:30 KST",
    "dd/MM/yyyy HH:mm VV": "02/03/2024 00:30 Asia/Seoul",
    "yyyy/MM/dd h:mm a O": "2024/03/02 12:30 AM GMT+9",
    "EEE, dd MMM yyyy HH:mm:ss Z": "Sat, 02 Mar 2024 00:30:00 +0900",
    "EEE MMM dd HH:mm:ss z yyyy": "Sat Mar 02 00:30:00 KST 2024",
}


def test_an_offset_in_a_pattern_keeps_the_clock_that_the_text_shows(spark):
    said = tuple(ZONED)
    assert dict(zip(said, read(spark, ZONED.values(), formats=said), strict=True)) == dict.fromkeys(
        said, "2024-03-02 00:30:00"
    )
    # Half an hour after nine in Seoul, where a feed says that its texts are instants.
    utc = dict.fromkeys(said, "2024-03-01 22:30:00")
    assert dict(zip(said, read(spark, ZONED.values(), formats=said, zone="Asia/Bangkok"), strict=True)) == utc
    eras = read(spark, ["02/03/2567 00:30 +07:00"], formats=("buddhist dd/MM/yyyy HH:mm XXX",))
    assert eras == ["2024-03-02 00:30:00"]


def test_a_clock_without_seconds_is_an_instant_too(spark):
    given = ["2024-03-02T00:30+09:00", "2024-03-01T15:30Z", "2024-03-02T00:30+09:00[Asia/Seoul]", "2024-03-01T12:30-03"]
    assert read(spark, given, zone="Asia/Seoul") == ["2024-03-02 00:30:00"] * 4
    assert read(spark, ["2024-03-01T15Z", "2024-03-01 15 +0000"], zone="Asia/Seoul") == ["2024-03-02 00:00:00"] * 2


def test_digits_of_any_script_are_a_time(spark):
    given = ["٢٠٢٤-٠٣-٠١", "२०२४-०३-०१", "২০২৪-০৩-০১", "๒๐๒๔-๐๓-๐๑", "၂၀၂၄-၀၃-၀၁", "２０２４－０３－０１"]
    assert read(spark, given) == ["2024-03-01 00:00:00"] * len(given)


def test_the_first_format_that_reads_a_text_counts(spark):
    assert read(spark, ["45292", "2024-03-01", "x"], formats=("iso", "excel")) == [
        "2024-01-01 00:00:00", "2024-03-01 00:00:00", None,
    ]  # fmt: skip


def test_a_feed_that_names_its_zone_has_offsets_and_epochs_in_it(spark):
    given = ["2024-03-01T15:30:00Z", "2024-03-01T10:30:00-05:00", "2024-03-02 00:30:00"]
    assert read(spark, given, zone="Asia/Seoul") == ["2024-03-02 00:30:00"] * 3
    unknown = ["2024-03-01 10:00 QQQ", "2024-03-01 10:00 Asia/Nowhere", "2024-03-01 24:00 Asia/Seoul"]
    assert read(spark, unknown, zone="Asia/Seoul") == [None] * 3
    assert read(spark, ["1709308800"], formats=("epoch",), zone="Asia/Seoul") == ["2024-03-02 01:00:00"]


def test_what_lies_ahead(spark):
    now = datetime.now(UTC).replace(tzinfo=None)
    days = [now + timedelta(days=n) for n in (-1, 0, 3, 400)] + [datetime(2062, 1, 1), datetime(2567, 1, 15)]
    frame = small(spark, "t timestamp", [(day,) for day in days])
    ahead = [times.is_ahead(F.col("t"), "timestamp"), times.is_ahead(F.to_date("t"), "date")]
    found = [tuple(row) for row in frame.select(*ahead).collect()]
    # Another calendar's year is no clock that stood wrong: the contract refuses it.
    assert found == [(False, False), (False, False), (True, False), (True, True), (True, True), (False, False)]
