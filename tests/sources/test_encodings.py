"""Encodings are known by the names that programs give them, and only where Python and Java read them alike."""

import codecs

import pytest

from gcrm.sources import encodings


@pytest.mark.parametrize(
    ("given", "java"),
    [
        ("utf-8", "utf-8"), ("UTF-8-SIG", "utf-8"), ("utf8mb4", "utf-8"), ("latin1", "iso-8859-1"), ("cp850", "ibm850"),
        ("CP-1258", "windows-1258"), ("windows-874", "x-windows-874"), ("x-windows-949", "x-windows-949"),
        ("gbk", "gbk"), ("GB2312", "gb2312"), ("cp936", "gbk"), ("Shift_JIS", "shift_jis"), ("euc-jp", "euc_jp"),
        ("mac_roman", "x-macroman"), ("koi8-r", "koi8-r"), ("iso-8859-11", "iso-8859-11"), ("utf-16-le", "utf-16le"),
        ("utf-32", None), ("ansi", None), ("iso2022_kr", None), ("cp1252 ", "windows-1252"), ("no such", None),
    ],
)  # fmt: skip
def test_a_name_leads_to_javas(given, java):
    assert encodings.java(given) == (java and java.replace("euc_jp", "euc-jp"))
    if java:
        assert codecs.lookup(encodings.python(given))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            "ansi",
            "encoding 'ansi' is another one in each country: cp1252 in Western Europe and Brazil, ",
        ),
        ("utf-32", "encoding 'utf-32' is not one that Spark reads; deliver the file in utf-8. "),
        ("utf-88", "encoding 'utf-88' is unknown; utf-8, latin-1 or cp949 are some; "),
    ],
)
def test_one_that_cannot_be_declared_says_what_can(given, said):
    assert encodings.unread(given).startswith(said)
    assert encodings.unread("gbk") is None


def test_java_knows_every_one_of_them(spark):
    known = spark._jvm.java.nio.charset.Charset
    names = {encodings.java(name) for name in encodings._JAVA} | {f"windows-125{n}" for n in range(9)}
    assert [name for name in sorted(names) if not known.isSupported(name)] == []
