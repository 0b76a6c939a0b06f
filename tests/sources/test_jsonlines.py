"""JSON lines as partners really deliver them: every object with its text, its file and its physical line."""

import codecs
import gzip
import json

import pytest
from tests.sources.objects import SPEC, complaint, spec

from gcrm.core.testing import same
from gcrm.sources import jsonlines
from gcrm.sources.spec import FileSpec


def rows(spark, files, given=SPEC):
    return jsonlines.read(spark, files, given).orderBy("_source.file", "_source.line").collect()


def records(spark, files, given=SPEC):
    """(declared values..., line) of every row, in the order of the lines."""
    return [(*(row[name] for name in given.fields), row["_source"]["line"]) for row in rows(spark, files, given)]


def problems(spark, files, given=SPEC):
    """(first declared value, problem, line) of every row, in the order of the lines."""
    return [(row[given.fields[0]], row["_problem"], row["_source"]["line"]) for row in rows(spark, files, given)]


def test_an_object_is_a_row_with_its_place(spark, landed):
    files = landed('{"id": "1", "name": "São Paulo"}\n{"id": "2", "name": "서울 \\uc11c \\"x\\"\\n"}\n', revision=3)
    assert complaint(files) is None
    found = jsonlines.read(spark, files, SPEC)
    assert found.columns == ["id", "name", "_extra", "_problem", "_source"]
    same(
        found,
        [
            ("1", "São Paulo", None, None, ("file.jsonl", 3, 1)),
            ("2", '서울 서 "x"\n', None, None, ("file.jsonl", 3, 2)),
        ],
    )


def test_keys_may_be_reordered_and_recased(spark, landed):
    files = landed('{"ORDER-ID ": 1, "Preço": 2}\n{"preço": 4, "order_id": 3}\n{"PREC\u0327O": 6, "Order ID": 5}\n')
    given = spec("Order ID", "Preço")
    assert complaint(files, given) is None
    assert records(spark, files, given) == [("1", "2", 1), ("3", "4", 2), ("5", "6", 3)]


def test_numbers_come_as_written(spark, landed):
    numbers = ["12.50", "1e5", "-0.10", "1E+2", "0", "12345678901234567890123456789.10", "0.123456789012345678", "NaN"]
    files = landed("".join(f'{{"id": {n} , "name": {{"n": [{n}, "{n}"]}}, "other":{n}}}\n' for n in numbers))
    assert [(row["id"], row["name"], row["_extra"]) for row in rows(spark, files)] == [
        (n, f'{{"n":[{n},"{n}"]}}', {"other": n}) for n in numbers
    ]


def test_a_number_with_three_decimals_is_told_from_a_text_of_thousands(spark, landed):
    files = landed('{"id": 125.000, "name": "125.000"}\n{"id": -12.505, "name": [1.250]}\n')
    assert [(row["id"], row["name"]) for row in rows(spark, files)] == [
        ("125.0000", "125.000"),
        ("-12.5050", "[1.250]"),
    ]


def test_values_of_every_kind_are_text(spark, landed):
    nested = {"a": [1, 2.5, None, {"b": 'a "quoted" 7, -8'}], "서울": True}
    texts = ["12.50 of \\ 3", "", " padded ", '"1"', "-1", "NaN", "null", "{1}"]
    lines = [{"id": value, "name": "x"} for value in (True, nested, [], {}, *texts)]
    files = landed("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    found = [row["id"] for row in rows(spark, files)]
    assert found[0] == "true"
    assert json.loads(found[1]) == nested
    assert found[2:] == ["[]", "{}", *texts]


def test_keys_of_any_script_are_read_and_renamed(spark, landed):
    files = landed('{"Giá": 1, "Tên": "x", "전화": 5}\n{"gi\u0061\u0301": 2, "TÊN": "y"}\n')
    given = FileSpec("*.jsonl", "jsonl", {"price": "Giá", "name": "Tên"})
    assert complaint(files, given) is None
    assert [(row["price"], row["name"], row["_extra"]) for row in rows(spark, files, given)] == [
        ("1", "x", {"전화": "5"}), ("2", "y", None),
    ]  # fmt: skip


def test_null_and_an_absent_key_are_null(spark, landed):
    files = landed('{"id": null, "name": "a"}\n{"name": "b"}\n{}\n{"id": "null", "name": null}\n')
    assert complaint(files) is None
    assert records(spark, files) == [(None, "a", 1), (None, "b", 2), (None, None, 3), ("null", None, 4)]
    assert [problem for _, problem, _ in problems(spark, files)] == [None] * 4


def test_keys_that_nobody_declared_are_kept_aside(spark, landed):
    files = landed(
        '{"id":1,"name":"a","Phone No":555,"전화":null,"주소":["x"]}\n{"id":2,"name":"b"}\n{"name":"c","more":""}\n'
    )
    assert [(row["id"], row["_extra"]) for row in rows(spark, files)] == [
        ("1", {"Phone No": "555", "전화": None, "주소": '["x"]'}), ("2", None), (None, {"more": ""}),
    ]  # fmt: skip


BROKEN = [
    '{"id": 2, "name":', '{"id": 2', '{"id": "2', '{"id": 2, "name": "b"} x', '{"id": 2}{"id": 3}', '{"id": 2},{}',
    '{"id": 2}]', '[{"id": 2}]', "[]", "null", "2", '"2"', "id;name", "{'id': 2}", "{id: 2}", "{2: 3}",
    '{"id": 02}', '{"id": 2.}', '{"id": +2}', '{"id": 1.2.3}', '{"id": INF}', '{"id": "a\tb"}', '{"id": "\\x"}',
    '{"id": 2,}', "{", "}", "]", ",", "\\", '"', "-", '{"id":' + "[" * 5000, '"' * 5001, "1" * 5000,
    '{"id": "' + "\\n1" * 50_000, '{"id": [' + "1.50," * 50_000,
]  # fmt: skip


def test_a_line_that_is_no_object_is_flagged_and_kept(spark, landed):
    good, files = '{"id": "%d", "name": "a"}\n', {}
    for number, broken in enumerate([*BROKEN, "\x00"]):
        files |= landed(good % 1 + broken + "\n" + good % 3, f"{number:02}.jsonl")
    kept = [("1", None, 1), (None, "is_a_json_object", 2), ("3", None, 3)]
    blank = [("1", None, 1), ("3", None, 3)]  # a zero byte, as blank as a space
    assert problems(spark, files) == kept * len(BROKEN) + blank


def test_a_last_line_that_was_cut_off_is_flagged_and_kept(spark, landed):
    files = landed('{"id": 1, "name": "a"}\n{"id": 2, "name": "b"}\n{"id": 3, "na')
    assert complaint(files) is None
    assert problems(spark, files) == [("1", None, 1), ("2", None, 2), (None, "is_a_json_object", 3)]


def test_a_long_object_is_read_whole(spark, landed):
    given = {"id": "\n1" * 100_000, "name": [1.5] * 50_000} | {f"k{n}": n for n in range(5_000)}
    [row] = rows(spark, landed(json.dumps(given)))
    assert (row["id"], json.loads(row["name"]), len(row["_extra"])) == (given["id"], given["name"], 5_000)


def test_an_object_that_names_a_key_twice_is_flagged(spark, landed):
    files = landed('{"id":1,"id":1}\n{"ID":1,"id":2}\n{"id":3,"x":1,"x":2}\n{"id":4,"서울":1,"부산":2}\n')
    assert [(problem, line) for _, problem, line in problems(spark, files)] == [
        ("names_each_key_once", 1), ("names_each_key_once", 2), ("names_each_key_once", 3), (None, 4),
    ]  # fmt: skip


def test_blank_lines_are_no_rows_and_shift_no_line(spark, landed):
    line = '{"id": %d, "name": "a"}'
    files = landed(f"\n{line % 1}\n\n \t\n{line % 2}\r\n\r\n{line % 3}\n\n\n")
    assert complaint(files) is None
    assert records(spark, files) == [("1", "a", 2), ("2", "a", 5), ("3", "a", 7)]
    many = files | landed(f"\n{line % 9}", "other.jsonl") | landed(f"{line % 8}\n", "third.jsonl")
    assert records(spark, many)[3:] == [("9", "a", 2), ("8", "a", 1)]


def test_a_byte_order_mark_is_no_content(spark, landed):
    files = landed(codecs.BOM_UTF8 + b'{"id": 1, "name": "a"}\r\n{"id": 2, "name": "b"}\r\n')
    assert complaint(files) is None
    assert records(spark, files) == [("1", "a", 1), ("2", "b", 2)]


def test_gzip_is_read_like_any_other(spark, landed):
    files = landed(gzip.compress(b'{"id":1,"name":"a"}\n\n{"id":2,"name":"b"}\n'), "file.jsonl.gz")
    assert complaint(files) is None
    assert records(spark, files) == [("1", "a", 1), ("2", "b", 3)]


def test_several_files_of_any_name_and_keys_keep_their_own_lines(spark, landed):
    names = [
        "plain.jsonl",
        "a b.jsonl",
        "100%.jsonl",
        "são 서울.jsonl",
        "br[1].jsonl",
        "deep/er/x.jsonl",
        "gz.jsonl.gz",
    ]
    files = {}
    for number, name in enumerate(names):
        key = "ID" if number % 2 else "id"
        text = f'{{"{key}":{number},"name":"a","k{number}":1}}\n{{"name":"b","{key}":{number}}}\n'.encode()
        files |= landed(gzip.compress(text) if name.endswith(".gz") else text, name, revision=1 + number % 2)
    found = jsonlines.read(spark, files, SPEC).select("id", "name", "_source.*", "_extra")
    wanted = [
        (str(number), word, name, 1 + number % 2, line, extra)
        for number, name in enumerate(names)
        for word, line, extra in (("a", 1, {f"k{number}": "1"}), ("b", 2, None))
    ]
    same(found, wanted)


@pytest.mark.sequences
@pytest.mark.core
def test_a_large_file_is_split_and_every_line_keeps_its_number(spark, landed):
    n, session = 200_000, spark.newSession()
    session.conf.set("spark.sql.files.maxPartitionBytes", str(1 << 20))
    files = landed("".join(f'{{"id":{line},"name":"made up"}}\n' for line in range(1, n + 1)))
    frame = jsonlines.read(session, files, SPEC)
    assert frame.rdd.getNumPartitions() > 3
    numbered = frame.selectExpr("count(*) AS n", "count_if(id = _source.line) AS right", "min(_source.line) AS first")
    assert numbered.first().asDict() == {"n": n, "right": n, "first": 1}


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("latin-1", "São Paulo"), ("cp1252", "3 € “a”"), ("cp949", "서울 뷁 똠"), ("euc-kr", "서울"),
        ("cp874", "กรุงเทพ “a” €"), ("tis-620", "กรุงเทพ"), ("cp1258", "Hà Nôi"), ("gb18030", "北京 𠀀"),
    ],
)  # fmt: skip
def test_text_is_read_in_the_encoding_that_is_declared(spark, landed, encoding, word):
    files = landed(f'{{"id": 1.50, "name": "{word}"}}\n\n{{"id": 2, "na', encoding=encoding)
    given = spec(encoding=encoding)
    assert complaint(files, given) is None
    assert records(spark, files, given) == [("1.50", word, 1), (None, None, 3)]
