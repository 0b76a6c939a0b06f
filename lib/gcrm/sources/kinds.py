"""What a file is by its first bytes, whatever its name says: partners rename files, and mail systems pack them."""

import zipfile
from pathlib import PurePosixPath

from gcrm.core.storage.files import opened, seekable
from gcrm.sources import encodings
from gcrm.sources.encoded import DAMAGED, damaged
from gcrm.sources.encoded import opened as unpacked

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_FIRST = 512
GZIP = b"\x1f\x8b"
_SIGNS: dict[bytes, tuple[str, str]] = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("an old Excel workbook (.xls)", "save its sheet as CSV"),
    b"PAR1": ("Parquet", "'format: parquet' would read it"),
    b"BZh": ("packed by bzip2", "deliver it plain or as .gz"),
    b"\xfd7zXZ\x00": ("packed by xz", "deliver it plain or as .gz"),
    b"7z\xbc\xaf\x27\x1c": ("a 7-Zip archive", "unpack it"),
    b"Rar!": ("a RAR archive", "unpack it"),
    b"\x28\xb5\x2f\xfd": ("packed by Zstandard", "deliver it plain or as .gz"),
    b"\x04\x22\x4d\x18": ("packed by LZ4", "deliver it plain or as .gz"),
    b"\x1f\x9d": ("packed by compress", "deliver it plain or as .gz"),
    b"\x5d\x00\x00": ("packed by LZMA", "deliver it plain or as .gz"),
    b"ARROW1": ("Arrow", "deliver it as Parquet or CSV"),
    b"\x89HDF": ("HDF5", "deliver it as Parquet or CSV"),
    b"$FL2@(#)": ("an SPSS file", "save it as CSV"),
    b"version https://git-lfs": ("a pointer of Git LFS, not the file", "fetch it by `git lfs pull`"),
    b"Obj\x01": ("Avro", "deliver it as Parquet or CSV"),
    b"ORC": ("ORC", "deliver it as Parquet or CSV"),
    b"SQLite format 3\x00": ("a database of SQLite, as GeoPackages are", "export its table as GeoJSON or CSV"),
    b"\x00\x00\x27\x0a": ("a Shapefile", "convert it to GeoJSON in WGS 84, as by `ogr2ogr -t_srs EPSG:4326`"),
    b"fgb\x03": ("FlatGeobuf", "convert it to GeoJSON in WGS 84, as by `ogr2ogr -t_srs EPSG:4326`"),
    b"%PDF": ("a PDF document", "ask for the table that it shows"),
    b"{\\rtf": ("a rich text document", "save it as plain text"),
    b"\xff\xd8\xff": ("a picture", "ask for the table that it shows"),
    b"\x89PNG": ("a picture", "ask for the table that it shows"),
}
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_WIDE_MARKS = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_TAR, _TAR_AT = b"ustar", 257
# Hadoop unpacks by a name's end, whatever the file holds.
_PACKED = (".bz2", ".deflate", ".lz4", ".snappy", ".zst", ".zstd", ".xz", ".lzo")


def stranger(path: str, encoding: str | None = None) -> str | None:
    """What a file that should be text is instead, and what would work; None for one that may be text. `encoding` as it
    is declared; None where it can only be UTF-8."""
    name = PurePosixPath(path).name
    with opened(path) as raw:
        first = raw.read(_FIRST)
    packed = first.startswith(GZIP)
    if packed and not name.endswith(".gz"):
        return "the file is packed by gzip under a name that does not say so; let it end in .gz"
    if name.endswith(_PACKED) and not any(first.startswith(sign) for sign in (*_ZIP, *_SIGNS)):
        end = PurePosixPath(name).suffix
        return f"the file's name ends in {end}, so Spark would unpack it; deliver it plain, or packed as .gz"
    if packed:
        try:
            with unpacked(path) as text:
                first = text.read(_FIRST)
        except DAMAGED as error:
            return damaged(error)
        if first.startswith(GZIP):
            return "the file is packed by gzip twice; unpack it once"
        if first.startswith(b"PAR1"):
            return "the file is Parquet within gzip; unpack it, for Parquet is packed in itself"
    if first.startswith(_ZIP):
        return _in_zip(path, packed)
    for sign, (kind, advice) in _SIGNS.items():
        if first.startswith(sign):
            return f"the file is {kind}; {advice}"
    if first[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return "the file is a tar archive; unpack it"
    start = first.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<body", b"<!--")):
        return "the file is a web page, such as a portal's form for signing in; download the data itself"
    if start.startswith((b"<?xml", b"<kml", b"<gml", b"<osm")):
        return "the file is XML; deliver it as CSV, or a map as GeoJSON"
    return _in_words(first, encoding)


def _in_words(first: bytes, encoding: str | None) -> str | None:
    """What a text is whose signs are two or four bytes each; None for one that is what is declared."""
    if first.startswith(_WIDE_MARKS) or (len(first) >= 8 and 32 <= first[0] < 127 and not any(first[1:4])):
        return "the file is utf-32; it must be delivered in UTF-8"
    mark = next((name for sign, name in _MARKS.items() if first.startswith(sign)), None)
    # Without its mark every other byte of a text in Latin letters is nothing.
    for name, signs, others in (("utf-16-le", first[0:8:2], first[1:8:2]), ("utf-16-be", first[1:8:2], first[0:8:2])):
        if mark is None and others == bytes(4) and all(32 <= sign < 127 for sign in signs):
            mark = name
    if mark and encoding is None:
        return f"the file is {mark}; it must be delivered in UTF-8"
    declared = (encodings.python(encoding) or "") if encoding else ""
    if mark and not (
        declared.startswith("utf-16") and (mark == "utf-16" or declared in (mark, mark.replace("-", "_")))
    ):
        return f"the file is {mark}, not {encoding}; 'encoding: {mark}' would read it"
    return None


def _in_zip(path: str, packed: bool) -> str:
    if not packed:
        try:
            with seekable(path) as raw, zipfile.ZipFile(raw) as archive:
                names = archive.namelist()
        except (zipfile.BadZipFile, OSError, ValueError):
            names = []
        if any(name.startswith("xl/") for name in names):
            return "the file is an Excel workbook; save its sheet as CSV"
        if any(name.startswith("word/") for name in names):
            return "the file is a Word document; ask for the table that it shows"
        if "mimetype" in names:
            return "the file is an OpenDocument file; save its sheet as CSV"
        if any(name.lower().endswith(".shp") for name in names):
            return "the file is a zip archive with a Shapefile; convert it to GeoJSON in WGS 84"
    return "the file is a zip archive; unpack it, or pack it as .gz"
