"""Files are there whole or not at all, hold what they were told to, and every defect is reported by its line."""

import gzip
import json
import time
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from gcrm.simulate.files.writer import CORRECTED, MISSING, NORMAL, TRUNCATED, TWICE, Style, put, writer

CONF = Path(__file__).resolve().parents[3] / "conf"
SCHEMA = pa.schema(
    [("path", pa.string()), ("record", pa.string()), ("variant", pa.int32()), ("fate", pa.int32()),
     ("receipt", pa.string()), ("line", pa.int32()), ("kind", pa.string())]
)  # fmt: skip
PATTERNS = [
    spec["path"]
    for feed in sorted((CONF / "coalitions" / "demo" / "feeds").glob("*/feed.yml"))
    for spec in yaml.safe_load(feed.read_text())["files"].values()
]
CSV = Style(headers=("Receipt,Paid",))
# A path for each pattern of the tills' feed.
DELIVERED = {
    "norda/B001/2025-01-07.csv": CSV,
    "lusa/B005/2025-01-07.csv.gz": Style(gzipped=True, headers=("Receipt;Valor",)),
    "mall/B007/2025-01-07.jsonl.gz": Style(gzipped=True),
    "aero/B012/2025-01-07.parquet": Style(types={"Receipt": "string"}),
}


def rows(path, *records, **given):
    """Rows of one file; `kinds` are by position, the rest is the same for all."""
    kinds = given.get("kinds", {})
    return [
        {
            "path": path,
            "record": record,
            "variant": given.get("variant", 0),
            "fate": given.get("fate", NORMAL),
            "receipt": record.partition(",")[0],
            "line": i + 1,
            "kind": kinds.get(i),
        }
        for i, record in enumerate(records)
    ]


def batches(every, size=None):
    """The rows as Arrow batches of `size` rows."""
    step = size or max(1, len(every))
    return [pa.RecordBatch.from_pylist(every[i : i + step], schema=SCHEMA) for i in range(0, len(every), step)]


def written(root, every, style=CSV, size=None):
    """Writes the rows and gives the reports."""
    return [report for batch in writer(str(root), style)(iter(batches(every, size))) for report in batch.to_pylist()]


def defects(reports):
    return {(r["path"], r["line"], r["kind"]) for r in reports if r["line"] is not None}


def files(reports):
    return [(r["path"], r["kind"], r["n_rows"]) for r in reports if r["line"] is None]


def there(root):
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def stopped(every):
    """Batches of which only the first come: then whoever makes the rows fails."""
    yield from batches(every)
    raise RuntimeError("no more rows")


@pytest.mark.parametrize("path", DELIVERED)
def test_a_writer_that_is_stopped_leaves_nothing_that_a_feed_would_take(tmp_path, path):
    records = [json.dumps({"Receipt": f"r{i}"}) for i in range(3)]
    with pytest.raises(RuntimeError, match="no more rows"):
        list(writer(str(tmp_path), DELIVERED[path])(stopped(rows(path, *records))))
    assert there(tmp_path) != set()
    assert all(name.rpartition("/")[2].startswith(".") and name.endswith(".part") for name in there(tmp_path))
    assert [found for pattern in PATTERNS for found in tmp_path.glob(pattern) if found.is_file()] == []
    written(tmp_path, rows(path, *records), DELIVERED[path])
    assert [str(f.relative_to(tmp_path)) for p in PATTERNS for f in tmp_path.glob(p) if f.is_file()] == [path]


def test_files_before_the_one_that_was_stopped_are_whole(tmp_path):
    every = [*rows("a/1.csv", "r1,1", "r2,2"), *rows("a/2.csv", "r3,3")]
    with pytest.raises(RuntimeError, match="no more rows"):
        list(writer(str(tmp_path), CSV)(stopped(every)))
    assert [name for name in there(tmp_path) if not name.endswith(".part")] == ["a/1.csv"]
    assert (tmp_path / "a/1.csv").read_text() == "Receipt,Paid\nr1,1\nr2,2\n"


def test_a_file_that_is_there_stays_whole_while_its_successor_is_written(tmp_path):
    written(tmp_path, rows("a/1.csv", "r1,1"))
    with pytest.raises(RuntimeError, match="no more rows"):
        list(writer(str(tmp_path), CSV)(stopped(rows("a/1.csv", "r2,2", "r3,3"))))
    assert (tmp_path / "a/1.csv").read_text() == "Receipt,Paid\nr1,1\n"


def test_no_rows_are_no_files_and_no_reports(tmp_path):
    assert written(tmp_path, []) == []
    assert list(writer(str(tmp_path), CSV)(iter([pa.RecordBatch.from_pylist([], schema=SCHEMA)]))) == []
    assert there(tmp_path) == set()


def test_a_truncated_file_ends_in_half_a_line_without_a_line_break(tmp_path):
    reports = written(tmp_path, rows("a/1.csv", "r1,10.00", "r2,20.00", fate=TRUNCATED))
    assert (tmp_path / "a/1.csv").read_bytes() == b"Receipt,Paid\nr1,10.00\nr2,2"
    assert reports == [
        {"path": "a/1.csv", "line": 3, "receipt": "r2", "basket_line": 2, "kind": "truncated", "n_rows": None},
        {"path": "a/1.csv", "line": None, "receipt": None, "basket_line": None, "kind": "file", "n_rows": 2},
    ]


def test_a_file_of_one_line_is_not_cut_off(tmp_path):
    reports = written(tmp_path, rows("a/1.csv", "r1,10.00", fate=TRUNCATED))
    assert (tmp_path / "a/1.csv").read_text() == "Receipt,Paid\nr1,10.00\n"
    assert defects(reports) == set()


@pytest.mark.parametrize("size", [1, 2, 3])
def test_of_a_line_that_is_cut_off_nothing_else_is_told(tmp_path, size):
    """What was wrong with it cannot be seen any more, whatever batches the rows came in."""
    every = rows("a/1.csv", "r1,-1.00", "r2,2.00", "r3,-3.00", fate=TRUNCATED, kinds={0: "negative", 2: "negative"})
    assert defects(written(tmp_path, every, size=size)) == {("a/1.csv", 2, "negative"), ("a/1.csv", 4, "truncated")}
    whole = [{**row, "fate": NORMAL} for row in every]
    assert defects(written(tmp_path, whole, size=size)) == {("a/1.csv", 2, "negative"), ("a/1.csv", 4, "negative")}


@pytest.mark.parametrize("size", [1, 2])
def test_the_second_of_two_equal_lines_is_not_cut_off(tmp_path, size):
    """The first would stand for it, and nothing would be lost."""
    twice = rows("a/1.csv", "r1,1.00", "r1,1.00", fate=TRUNCATED, kinds={1: "duplicate"})
    assert defects(written(tmp_path, twice, size=size)) == {("a/1.csv", 3, "duplicate")}
    assert (tmp_path / "a/1.csv").read_text() == "Receipt,Paid\nr1,1.00\nr1,1.00\n"


@pytest.mark.parametrize("path", DELIVERED)
def test_what_is_sent_twice_is_the_same_bytes_under_another_name(tmp_path, path):
    records = [json.dumps({"Receipt": f"r{i}"}) for i in range(20)]
    reports = written(tmp_path, rows(path, *records, fate=TWICE), DELIVERED[path], size=7)
    again = path.replace("2025-01-07", "2025-01-07_again")
    assert there(tmp_path) == {path, again}
    assert (tmp_path / path).read_bytes() == (tmp_path / again).read_bytes()
    assert files(reports) == [(path, "twice", 20)]


def test_a_missing_file_is_not_written_and_its_rows_are_told(tmp_path):
    every = rows("a/1.csv", "r1,-1", "r2,2", fate=MISSING, kinds={0: "negative"}) + rows("a/2.csv", "r3,3")
    reports = written(tmp_path, every)
    assert there(tmp_path) == {"a/2.csv"}
    assert files(reports) == [("a/1.csv", "missing", 2), ("a/2.csv", "file", 1)]
    assert defects(reports) == set()


def test_a_corrected_file_is_told_as_such(tmp_path):
    reports = written(tmp_path, rows("a/1.csv", "r1,1", fate=CORRECTED))
    assert files(reports) == [("a/1.csv", "corrected", 1)]
    assert (tmp_path / "a/1.csv").read_text() == "Receipt,Paid\nr1,1\n"


def test_the_same_rows_are_the_same_gzip_at_another_time_in_another_folder_and_in_other_batches(tmp_path, monkeypatch):
    path, style = "lusa/B005/2025-01-07.csv.gz", DELIVERED["lusa/B005/2025-01-07.csv.gz"]
    every = rows(path, *(f"r{i};{i * 37 % 101},50" for i in range(30_000)))
    written(tmp_path / "one", every, style)
    monkeypatch.setattr(time, "time", lambda: 1_000_000_000.0)
    written(tmp_path / "two", every, style, size=11)
    one, two = ((tmp_path / name / path).read_bytes() for name in ("one", "two"))
    assert one == two
    assert gzip.decompress(one).decode().count("\n") == 30_001
    # Neither a flag for a name nor a time.
    assert one[3:8] == bytes(5)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("utf-8", "rau củ"), ("cp949", "채소"), ("cp874", "ผัก"), ("latin-1", "pães")],
)
@pytest.mark.parametrize("gzipped", [False, True])
def test_texts_are_in_their_encoding(tmp_path, encoding, text, gzipped):
    style = Style(encoding, gzipped, (f"Receipt;{text}",))
    written(tmp_path, rows("a/1.csv", f"r1;{text}"), style)
    content = (tmp_path / "a/1.csv").read_bytes()
    plain = gzip.decompress(content) if gzipped else content
    assert plain == f"Receipt;{text}\nr1;{text}\n".encode(encoding)


def test_headers_and_variants_are_by_the_file(tmp_path):
    style = Style(headers=("A,B", "a,b", "B,A"), variants=("", "recased", "recased+reordered"))
    every = [row for v in range(3) for row in rows(f"a/{v}.csv", "1,2", variant=v)]
    reports = written(tmp_path, every, style)
    assert [(tmp_path / f"a/{v}.csv").read_text() for v in range(3)] == ["A,B\n1,2\n", "a,b\n1,2\n", "B,A\n1,2\n"]
    assert files(reports) == [
        ("a/0.csv", "file", 1),
        ("a/1.csv", "file", 1),
        ("a/1.csv", "recased", 1),
        ("a/2.csv", "file", 1),
        ("a/2.csv", "recased", 1),
        ("a/2.csv", "reordered", 1),
    ]


def test_the_layout_of_a_missing_file_is_nobodys_business(tmp_path):
    style = Style(headers=("A,B", "a,b"), variants=("", "recased"))
    assert files(written(tmp_path, rows("a/1.csv", "1,2", variant=1, fate=MISSING), style)) == [
        ("a/1.csv", "missing", 1)
    ]


def test_without_headers_the_first_line_is_the_first_record(tmp_path):
    reports = written(tmp_path, rows("a/1.jsonl", '{"a":1}', '{"a":-1}', kinds={1: "negative"}), Style())
    assert (tmp_path / "a/1.jsonl").read_text() == '{"a":1}\n{"a":-1}\n'
    assert defects(reports) == {("a/1.jsonl", 2, "negative")}


def test_parquet_has_the_types_that_are_asked_for(tmp_path):
    types = {"receipt": "string", "line": "int32", "sold": "timestamp[ms]", "amount": "decimal", "off": "decimal"}
    record = {"receipt": "r1", "line": "2", "sold": "2999-01-03 10:00:05", "amount": "-99999999.99"}
    written(tmp_path, rows("a/1.parquet", json.dumps(record)), Style(types=types))
    table = pq.read_table(tmp_path / "a/1.parquet")
    assert [str(field.type) for field in table.schema] == [
        "string",
        "int32",
        "timestamp[ms]",
        "decimal128(12, 3)",
        "decimal128(12, 3)",
    ]
    assert table.to_pylist() == [
        {
            "receipt": "r1",
            "line": 2,
            "sold": datetime(2999, 1, 3, 10, 0, 5),
            "amount": Decimal("-99999999.990"),
            "off": None,
        }
    ]


@pytest.mark.parametrize("path", DELIVERED)
@pytest.mark.parametrize("size", [1, 4, 9, None])
def test_reports_name_the_line_that_the_defect_stands_on(tmp_path, path, size):
    """Three files of ten lines each in batches that end anywhere; every record says what is wrong with it."""
    style = DELIVERED[path]
    every, wrong = [], set()
    for n in range(3):
        name = path.replace("-07", f"-{n:02d}")
        kinds = {n: "zero", 4: "absurd", 9: "late"}
        records = [json.dumps({"Receipt": f"{name}#{i}#{kinds.get(i, '')}"}) for i in range(10)]
        every += rows(name, *records, kinds=kinds)
    reports = written(tmp_path, every, style, size)
    for name in sorted(there(tmp_path)):
        for number, text in enumerate(_lines(tmp_path / name), 1):
            kind = text.rstrip('"}').rpartition("#")[2] if "#" in text else ""
            wrong |= {(name, number, kind)} if kind else set()
    assert len(wrong) == 9
    assert defects(reports) == wrong
    assert [n_rows for _, _, n_rows in files(reports)] == [10, 10, 10]


def _lines(path):
    """Lines as a reader counts them; of Parquet the records."""
    if path.suffix == ".parquet":
        return [row["Receipt"] for row in pq.read_table(path).to_pylist()]
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode().splitlines()


def test_a_defect_is_told_with_its_receipt_and_basket_line(tmp_path):
    reports = written(tmp_path, rows("a/1.csv", "r1,1", "r2,0", kinds={1: "zero"}))
    assert reports[0] == {
        "path": "a/1.csv",
        "line": 3,
        "receipt": "r2",
        "basket_line": 2,
        "kind": "zero",
        "n_rows": None,
    }


@pytest.mark.parametrize("path", DELIVERED)
def test_batches_do_not_show_in_the_files(tmp_path, path):
    records = [json.dumps({"Receipt": f"r{i}"}) for i in range(50)]
    every = rows(path, *records) + rows(path.replace("07", "14"), *records[::-1])
    for name, size in (("one", None), ("many", 7), ("each", 1)):
        written(tmp_path / name, every, DELIVERED[path], size)
    contents = [
        {name: (tmp_path / folder / name).read_bytes() for name in there(tmp_path / folder)}
        for folder in ("one", "many", "each")
    ]
    assert len(contents[0]) == 2
    assert contents[0] == contents[1] == contents[2]


def test_put_replaces_a_file_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "truth" / "note.json"
    put(path, b"1")
    put(path, b"2")
    assert path.read_bytes() == b"2"
    assert there(tmp_path) == {"truth/note.json"}
