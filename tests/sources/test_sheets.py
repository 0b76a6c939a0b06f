"""Sheets as systems lay them out: titles, comments, no header, escapes, cells that are nothing, any script."""

import pytest

from gcrm.sources import delimited
from gcrm.sources.spec import FileSpec, Options

SPEC = FileSpec("*.csv", "csv", ("id", "name"))


def spec(**options):
    return FileSpec("*.csv", "csv", ("id", "name"), options=Options(**options))


def records(spark, files, given=SPEC):
    """(declared values..., line) of every row, in the order of the lines."""
    rows = delimited.read(spark, files, given).orderBy("_source.file", "_source.line").collect()
    return [(*(row[name] for name in given.fields), row["_source"]["line"]) for row in rows]


def complaint(files, given=SPEC):
    return delimited.examine(next(iter(files)), given)


@pytest.mark.parametrize(
    ("content", "given", "problem"),
    [
        (
            'id,name\n1,"a\nb"\n',
            SPEC,
            "line 2 opens a quote that is not closed at its end; 'multiline: true' would read it",
        ),
        ('id,name\n"5\\" x",a\n', SPEC, "line 2 holds text behind a closing quote; 'escape: \"\\\\\"' would read it"),
        (
            'id,name\n1,"a\n2,b\n',
            SPEC,
            "line 2 opens a quote that is not closed at its end; it must be delivered again",
        ),
        ('id,name\n1,"a\n2,b\n', spec(multiline=True), "line 2 opens a quote that is not closed; it must be delivered"),
        ("Sales\n\nid,name\n1,a\n", SPEC, "line 1 is no header, line 3 is; 'skip: 2' would read it"),
        (
            "Sales\nof May\n\nid;name\n1;a\n",
            SPEC,
            "line 1 is no header, line 4 is, separated by ';'; 'skip: 3' and 'sep: \";\"' would read it",
        ),
        ("title\n" * 25 + "id,name\n", SPEC, "line 1 is no header, line 26 is; 'skip: 25' would read it"),
        ('[{"id": 1, "name": "a"}]\n', SPEC, "the file is JSON; 'format: jsonl' reads one object a line"),
        ("id,name\n" + "\0" * 50, SPEC, "50 bytes behind line 1 are no text and no record"),
        ("1\n", spec(header=False), "line 1 has 1 columns, fewer than are declared: id, name"),
        ("Name,ID\na,1\n", spec(header=False), "line 1 names the columns, though 'header: false' says that none does"),
        (
            "id,name,x\n1,a,b\n",
            spec(extra="refuse"),
            "line 1 has columns that are not declared (1), which 'extra: refuse'",
        ),
    ],
)
def test_lines_that_cannot_be_read_say_what_would_work(landed, content, given, problem):
    said = complaint(landed(content), given)
    assert said.startswith(problem)
    assert "\n" not in said


LAID_OUT = {
    "titles": ("Sales\nof 'May, \"\n\nid,name\n1,a\n\n2,b\n", {"skip": 3}, [("1", "a", 5), ("2", "b", 7)]),
    "a title, skipped by what is blank": ("\n\nid,name\n1,a\n", {}, [("1", "a", 4)]),
    "no header": ("1,a\n2,b\n", {"header": False}, [("1", "a", 1), ("2", "b", 2)]),
    "no header, cells of nothing": ("1,a,,\n2,b\n", {"header": False}, [("1", "a", 1), ("2", "b", 2)]),
    "a quoted word of Excel's": ('"sep=;"\nid;name\n1;a\n', {}, [("1", "a", 3)]),
    "no header, more columns": ("x\n1,a,9\n", {"header": False, "skip": 1}, [("1", "a", 2)]),
    "comments": ("#made\nid,name\n#a,b\n1,#\n", {"comment": "#"}, [("1", "#", 4)]),
    "Excel's line": ("sep=;\nid;name\n1;a,b\n", {}, [("1", "a,b", 3)]),
    "empty cells behind all": ("id,name,,,\n1,a,,,\n2,b,,,\n", {}, [("1", "a", 2), ("2", "b", 3)]),
    "empty cells behind rows": ('id,name\n1,a,\n2,"b,",,""\n3,c\n', {}, [("1", "a", 2), ("2", "b,", 3), ("3", "c", 4)]),
    "empty cells behind the header": ("id,name,,\n1,a\n2,b,\n", {}, [("1", "a", 2), ("2", "b", 3)]),
    "escaped quotes": ('id,name\n1,"TV 32\\" black, new"\n2,"C:\\\\dir\\\\"\n', {"escape": "\\"},
                       [("1", 'TV 32" black, new', 2), ("2", "C:\\dir\\", 3)]),
    "quotes as signs": ('id,name\n1,"a\n2,5" pipe\n', {"quote": "none"}, [("1", '"a', 2), ("2", '5" pipe', 3)]),
    "old Mac line ends": ("id,name\r1,a\r2,b\r", {}, [("1", "a", 2), ("2", "b", 3)]),
    "NULs at the end": ("id,name\n1,a\n2,b\0c\n" + "\0" * 40, {}, [("1", "a", 2), ("2", "b\0c", 3)]),
}  # fmt: skip


@pytest.mark.parametrize("name", LAID_OUT)
def test_a_sheet_is_read_as_it_is_laid_out(spark, landed, name):
    text, options, wanted = LAID_OUT[name]
    files = landed(text)
    assert complaint(files, spec(**options)) is None
    rows = delimited.read(spark, files, spec(**options)).orderBy("_source.line").collect()
    assert [(row["id"], row["name"], row["_source"]["line"]) for row in rows] == wanted
    assert [row["_problem"] for row in rows] == [None] * len(wanted)


@pytest.mark.parametrize("multiline", [False, True])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_wide_encodings_are_read_with_and_without_line_breaks(spark, landed, encoding, multiline):
    text = "id,name\r\n1,서울\r\n\r\n2,b\r\n"
    files = landed(text, encoding=encoding)
    given = spec(encoding=encoding.removesuffix("-sig"), multiline=multiline)
    assert complaint(files, given) is None
    assert records(spark, files, given) == [("1", "서울", 2), ("2", "b", 4)]
    broken = landed('id,name\r\n1,"a\r\nb"\r\n2,b\r\n', "other.csv", encoding=encoding)
    if multiline:
        assert complaint(broken, given) is None
        assert [(row[0], row[1].split(), row[2]) for row in records(spark, broken, given)] == [
            ("1", ["a", "b"], 2), ("2", ["b"], 4),
        ]  # fmt: skip
    else:
        assert complaint(broken, given).startswith("line 2 opens a quote that is not closed at its end; 'multiline")


def test_encodings_of_many_programs_are_read(spark, landed):
    texts = {"gbk": "牛奶茶叶", "shift_jis": "牛乳が", "cp850": "Pão", "euc-jp": "お米", "windows-874": "ยาสีฟัน"}
    for encoding, text in texts.items():
        content = f"id,name\n1,{text}\n".encode(encoding.replace("windows-", "cp"))
        files = landed(content, f"{encoding}.csv")
        assert complaint(files, spec(encoding=encoding)) is None
        assert records(spark, files, spec(encoding=encoding)) == [("1", text, 2)]


def test_headers_of_any_script_are_read_and_renamed(spark, landed):
    files = landed("시군구,전용면적(㎡),층\n강남구,84.9,3\n", encoding="cp949")
    given = FileSpec("*.csv", "csv", ("시군구", "전용면적(㎡)"), options=Options(encoding="cp949"))
    assert complaint(files, given) is None
    [row] = delimited.read(spark, files, given).collect()
    assert (row["시군구"], row["전용면적"], row["_extra"]) == ("강남구", "84.9", {"층": "3"})
    files = landed("Mã hàng;Giá;Giá\nA1;10;12\n")
    given = FileSpec("*.csv", "csv", {"article": "Mã hàng", "price": 3}, options=Options(sep=";"))
    assert complaint(files, given) is None
    [row] = delimited.read(spark, files, given).collect()
    assert (row["article"], row["price"], row["_extra"]) == ("A1", "12", {"giá": "10"})


def test_a_second_header_and_a_foot_are_flagged_and_kept(spark, landed):
    files = landed("\ufeffid,name\n1,a\n\ufeffid,name\n2,b\nTotal,2\n\n")
    rows = delimited.read(spark, files, spec(foot=1)).orderBy("_source.line").collect()
    assert [(row["_source"]["line"], row["_problem"]) for row in rows] == [
        (2, None), (3, "is_not_the_header_again"), (4, None), (5, "stands_above_the_foot"),
    ]  # fmt: skip


def test_a_file_without_rows_is_told_from_one_with_some(landed):
    for text, empty in (
        ("id,name\n", True),
        ("id,name\n\n#x\n", True),
        ("id,name\n1,a\n", False),
        ("\nid,name\n1\n", False),
    ):
        [path] = landed(text)
        assert delimited.is_empty(path, spec(comment="#")) is empty
