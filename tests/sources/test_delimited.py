"""Delimited text as partners really deliver it: every row with its text, its file and its physical line."""

import gzip

import pytest

from gcrm.core.testing import same
from gcrm.sources import delimited
from gcrm.sources.spec import FileSpec, Options

SPEC = FileSpec("*.csv", "csv", ("id", "name"))


def spec(*columns, **options):
    return FileSpec("*.csv", "csv", columns or ("id", "name"), options=Options(**options))


def records(spark, files, given=SPEC):
    """(declared values..., line) of every row, in the order of the lines."""
    rows = delimited.read(spark, files, given).orderBy("_source.file", "_source.line").collect()
    return [(*(row[name] for name in given.fields), row["_source"]["line"]) for row in rows]


def complaint(files, given=SPEC):
    return delimited.examine(next(iter(files)), given)


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("utf-8", "São Paulo 서울"), ("utf-8", "뷁 ไทย Đà Nẵng"), ("latin-1", "São Paulo"), ("iso-8859-1", "Ação"),
        ("cp1252", "3 € “a”"), ("cp949", "서울 뷁 똠"), ("euc-kr", "서울"), ("cp874", "กรุงเทพ “a” €"),
        ("tis-620", "กรุงเทพ"), ("cp1258", "Hà Nôi"),
    ],
)  # fmt: skip
def test_text_is_read_in_the_encoding_that_is_declared(spark, landed, encoding, word):
    files = landed(f"id,name\n1,{word}\n", encoding=encoding)
    given = spec(encoding=encoding)
    assert complaint(files, given) is None
    assert records(spark, files, given) == [("1", word, 2)]


@pytest.mark.parametrize("sep", [",", ";", "|", "\t", "~"])
def test_any_character_may_separate(spark, landed, sep):
    files = landed(f'id{sep}name\n1{sep}"a{sep}b"\n')
    assert complaint(files, spec(sep=sep)) is None
    assert records(spark, files, spec(sep=sep)) == [("1", f"a{sep}b", 2)]


def test_quotes_backslashes_and_empty_values_come_as_written(spark, landed):
    files = landed('id,name\n1,"say ""no"""\n2,C:\\dir\n3,\n4,""\n5, padded \n6,"a\\"\n7,NULL\n')
    assert records(spark, files) == [
        ("1", 'say "no"', 2), ("2", "C:\\dir", 3), ("3", None, 4), ("4", None, 5), ("5", " padded ", 6),
        ("6", "a\\", 7), ("7", "NULL", 8),
    ]  # fmt: skip


def test_a_byte_order_mark_and_carriage_returns_are_no_content(spark, landed):
    files = landed(b"\xef\xbb\xbf" + b"id,name\r\n1,a\r\n2,b\r\n")
    assert complaint(files) is None
    assert records(spark, files) == [("1", "a", 2), ("2", "b", 3)]


def test_a_header_may_be_reordered_and_recased(spark, landed):
    files = landed('NAME,"Id "\na,1\n')
    assert complaint(files) is None
    assert records(spark, files) == [("1", "a", 2)]


def test_columns_that_nobody_declared_are_kept_aside(spark, landed):
    files = landed("id,Phone No,name,\n1,555,a,x\n2,,b,\n")
    one, two = {"phone_no": "555", "unnamed": "x"}, {"phone_no": None}
    found = delimited.read(spark, files, SPEC)
    same(found, [("1", "a", one, None), ("2", "b", two, None)], "id", "name", "_extra", "_problem")


def test_a_line_of_another_width_is_flagged_and_kept(spark, landed):
    files = landed("id,name\n1,a\n2\n3,c,extra\n4,d\n")
    wrong = "is_a_record_of_2_columns"
    wanted = [("1", "a", None, 2), ("2", None, wrong, 3), ("3", "c", wrong, 4), ("4", "d", None, 5)]
    same(delimited.read(spark, files, SPEC), wanted, "id", "name", "_problem", "_source.line")


@pytest.mark.parametrize("multiline", [False, True])
def test_blank_lines_are_no_rows_and_shift_no_line(spark, landed, multiline):
    files = landed("id,name\n1,a\n\n\n2,b\n\n3,c\n\n\n")
    given = spec(multiline=multiline)
    assert records(spark, files, given) == [("1", "a", 2), ("2", "b", 5), ("3", "c", 7)]
    many = files | landed("id,name\n\n9,z\n", "other.csv") | landed("id,name\n8,y\n", "third.csv")
    assert records(spark, many, given) == [("1", "a", 2), ("2", "b", 5), ("3", "c", 7), ("9", "z", 3), ("8", "y", 2)]


def test_quoted_line_breaks_are_counted(spark, landed):
    text = 'id,name\r\n1,"a\r\nb\r\n\r\nc"\r\n\r\n2,d\r\n3,"e ""f""\r\n"\r\n4\r\n5,g\r\n'
    files = landed(text)
    rows = delimited.read(spark, files, spec(multiline=True)).orderBy("_source.line").collect()
    assert [(row["id"], row["_source"]["line"]) for row in rows] == [("1", 2), ("2", 7), ("3", 8), ("4", 10), ("5", 11)]
    assert rows[0]["name"].split() == ["a", "b", "c"]
    assert [row["_problem"] for row in rows] == [None, None, None, "is_a_record_of_2_columns", None]


def test_gzip_is_read_like_any_other(spark, landed):
    files = landed(gzip.compress(b"id,name\n1,a\n\n2,b\n"), "file.csv.gz")
    assert complaint(files) is None
    assert records(spark, files) == [("1", "a", 2), ("2", "b", 4)]


def test_several_files_of_any_name_keep_their_own_lines(spark, landed):
    names = [
        "plain.csv",
        "a b.csv",
        "a+b.csv",
        "100%.csv",
        "são paulo 서울.csv",
        "br[1].csv",
        "{x}.csv",
        "deep/er/x.csv",
    ]
    files = {}
    for number, name in enumerate(names):
        files |= landed(f"id,name\n{number},a\n{number},b\n", name, revision=1 + number % 2)
    places = delimited.read(spark, files, SPEC).select("id", "name", "_source.*")
    wanted = [
        (str(number), word, name, 1 + number % 2, line)
        for number, name in enumerate(names)
        for word, line in (("a", 2), ("b", 3))
    ]
    same(places, wanted)


def test_files_of_other_layouts_are_read_together(spark, landed):
    files = (
        landed("id,name\n1,a\n", "one.csv")
        | landed("Name;ID\n", "none.csv")
        | landed("name,more,id\nb,x,2\n", "two.csv")
    )
    del files[next(path for path in files if path.endswith("none.csv"))]
    wanted = [("1", "a", None, "one.csv"), ("2", "b", {"more": "x"}, "two.csv")]
    same(delimited.read(spark, files, SPEC), wanted, "id", "name", "_extra", "_source.file")


@pytest.mark.sequences
@pytest.mark.core
def test_a_large_file_is_split_and_every_line_keeps_its_number(spark, landed):
    n, session = 400_000, spark.newSession()
    session.conf.set("spark.sql.files.maxPartitionBytes", str(1 << 20))
    files = landed("id,name\n" + "".join(f"{line},made up words\n" for line in range(2, n + 2)))
    frame = delimited.read(session, files, SPEC)
    assert frame.rdd.getNumPartitions() > 3
    numbered = frame.selectExpr("count(*) AS n", "count_if(id = _source.line) AS right", "min(_source.line) AS first")
    assert numbered.first().asDict() == {"n": n, "right": n, "first": 2}


@pytest.mark.parametrize(
    ("content", "given", "problem"),
    [
        (b"", SPEC, "the file is empty; a header line with id, name is expected"),
        (
            "id,name\n1,a\n2,Sã\n".encode("latin-1"),
            SPEC,
            "line 3 is not utf-8; its byte 0xe3 would be 'ã' by 'encoding: latin-1', 'г' by 'encoding: cp1251', ",
        ),
        ("id,name\n1,서울\n".encode("cp949"), SPEC, "line 2 is not utf-8; 'encoding: cp949' would read it"),
        (
            "id,name\n1,São\n".encode(),
            spec(encoding="latin-1"),
            "the file is UTF-8, not latin-1; 'encoding: utf-8' would",
        ),
        (b"id;name\n1;a\n", SPEC, "line 1 is separated by ';', not ','; 'sep: \";\"' would read it"),
        (b"id\tname\n1\ta\n", SPEC, "line 1 is separated by '\\t', not ','; 'sep: \"\\t\"' would read it"),
        (b"id\x01name\n1\x01a\n", SPEC, "line 1 is separated by '\\x01', not ','; 'sep: \"\\u0001\"' would read it"),
        (b"id,other\n1,a\n", SPEC, "line 1 lacks the column name; it has id, 1 that is not declared"),
        (b"id,name,ID\n1,a,2\n", SPEC, "line 1 names the column id twice"),
        (b"\n\n", SPEC, "line 1 lacks the column id, name; it has "),
    ],
)
def test_a_file_that_cannot_be_read_says_what_would_work(landed, content, given, problem):
    assert complaint(landed(content), given).startswith(problem)


def test_a_damaged_gzip_must_come_again(landed):
    whole = gzip.compress(b"id,name\n" + b"".join(b"%d,words\n" % n for n in range(50_000)))
    spoilt = whole[:2000] + bytes(byte ^ 0xFF for byte in whole[2000:2100]) + whole[2100:]
    for content in (whole[: len(whole) // 2], spoilt, b"id,name\n1,a\n", whole[:5]):
        said = complaint(landed(content, "file.csv.gz"))
        assert said.startswith("the file cannot be decompressed (")
        assert said.endswith("it must be delivered again, whole")
        assert "\n" not in said
    assert complaint(landed(whole, "file.csv.gz")) is None
