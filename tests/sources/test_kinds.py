"""A file is told by its first bytes, whatever its name says."""

import gzip
import io
import zipfile

import pytest

from gcrm.sources import kinds


def archive(*names):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as given:
        for name in names:
            given.writestr(zipfile.ZipInfo(name), "id,name\n1,a\n")
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("s.csv", archive("[Content_Types].xml", "xl/workbook.xml"), "the file is an Excel workbook; save its sheet"),
        ("s.csv", archive("word/document.xml"), "the file is a Word document"),
        ("s.csv", archive("mimetype", "content.xml"), "the file is an OpenDocument file"),
        ("s.csv.zip", archive("s.csv"), "the file is a zip archive; unpack it"),
        ("s.json", archive("a.shp", "a.dbf"), "the file is a zip archive with a Shapefile"),
        ("s.csv", archive("s.csv")[:40], "the file is a zip archive"),
        ("s.csv.gz", gzip.compress(archive("s.csv")), "the file is a zip archive"),
        ("s.csv", gzip.compress(b"id\n"), "the file is packed by gzip under a name that does not say so"),
        ("s.csv.GZ", gzip.compress(b"id\n"), "the file is packed by gzip under a name that does not say so"),
        ("s.csv.gz", gzip.compress(gzip.compress(b"id\n")), "the file is packed by gzip twice"),
        ("s.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "the file is an old Excel workbook (.xls)"),
        ("s.csv", b"PAR1" + bytes(99), "the file is Parquet; 'format: parquet' would read it"),
        ("s.csv", b"%PDF-1.7", "the file is a PDF document"),
        ("s.csv", b"BZh91AY", "the file is packed by bzip2"),
        ("s.csv.bz2", b"BZh91AY", "the file is packed by bzip2"),
        ("s.csv.snappy", b"id,name\n", "the file's name ends in .snappy, so Spark would unpack it"),
        ("s.csv", b"\r\n<!DOCTYPE html><html>", "the file is a web page"),
        ("s.csv", b"\xef\xbb\xbf<?xml version='1.0'?>", "the file is XML"),
        ("s.csv", "id\n".encode("utf-16"), "the file is utf-16, not utf-8; 'encoding: utf-16' would read it"),
        ("s.csv", "id\n".encode("utf-32"), "the file is utf-32; it must be delivered in UTF-8"),
        ("s.csv", "id,name\n".encode("utf-16-le"), "the file is utf-16-le, not utf-8; 'encoding: utf-16-le' would"),
        ("s.csv", "id,name\n".encode("utf-16-be"), "the file is utf-16-be, not utf-8; 'encoding: utf-16-be' would"),
        ("s.csv", b"PK\x05\x06" + bytes(18), "the file is a zip archive"),
        ("s.csv", b"s.csv".ljust(257, b"\0") + b"ustar  " + bytes(248), "the file is a tar archive; unpack it"),
        ("s.parquet.gz", gzip.compress(b"PAR1"), "the file is Parquet within gzip; unpack it"),
        ("s.csv", b"\x04\x22\x4d\x18" + bytes(9), "the file is packed by LZ4"),
        ("s.csv", b"version https://git-lfs.github.com/spec/v1\n", "the file is a pointer of Git LFS"),
        ("s.csv", b"<table><tr>", "the file is a web page"),
        ("s.geojson", b"SQLite format 3\0", "the file is a database of SQLite, as GeoPackages are"),
        ("s.geojson", b"\0\0\x27\x0a" + bytes(96), "the file is a Shapefile; convert it to GeoJSON"),
        ("s.geojson", b"fgb\x03fgb", "the file is FlatGeobuf"),
    ],
)
def test_a_file_that_is_no_text_is_named(tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    said = kinds.stranger(str(tmp_path / name), "utf-8")
    assert said.startswith(told)
    assert "\n" not in said


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("s.csv", b"id,name\n"),
        ("s.csv", b""),
        ("s.csv.gz", gzip.compress(b"id,name\n")),
        ("s.csv", "시군구\n".encode("cp949")),
        ("s.json", b'[{"id": 1}]'),
        ("s.csv", b"\xef\xbb\xbfid\n"),
    ],
)
def test_text_is_no_stranger(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert kinds.stranger(str(tmp_path / name)) is None
    assert kinds.stranger(str(tmp_path / name), "cp949") is None


def test_utf_16_is_text_where_it_is_declared_and_may_be(tmp_path):
    (tmp_path / "s.csv").write_bytes("id\n".encode("utf-16"))
    assert kinds.stranger(str(tmp_path / "s.csv"), "UTF_16") is None
    assert kinds.stranger(str(tmp_path / "s.csv")) == "the file is utf-16; it must be delivered in UTF-8"
