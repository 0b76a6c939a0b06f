"""What a file is by its first bytes, whatever its name says: partners rename files, and mail systems pack them."""

import zipfile
from pathlib import PurePosixPath

from gcrm.core.storage.files import opened, seekable
from gcrm.sources.encoded import DAMAGED, damaged
from gcrm.sources.encoded import opened as unpacked

_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_SIGNS: dict[bytes, tuple[str, str]] = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("an old Excel workbook (.xls)", "save its sheet as CSV"),
    b"PAR1": ("Parquet", "'format: parquet' would read it"),
    b"BZh": ("packed by bzip2", "deliver it plain or as .gz"),
    b"\xfd7zXZ\x00": ("packed by xz", "deliver it plain or as .gz"),
    b"7z\xbc\xaf\x27\x1c": ("a 7-Zip archive", "unpack it"),
    b"Rar!": ("a RAR archive", "unpack it"),
    b"\x28\xb5\x2f\xfd": ("packed by Zstandard", "deliver it plain or as .gz"),
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
# Hadoop unpacks by a name's end, whatever the file holds.
_PACKED = (".bz2", ".deflate", ".lz4", ".snappy", ".zst", ".zstd", ".xz", ".lzo")


def stranger(path: str, encoding: str | None = None) -> str | None:
    """What a file that should be text is instead, and what would work; None for one that may be text. `encoding` as it
    is declared; None where it can only be UTF-8."""
    name = PurePosixPath(path).name
    with opened(path) as raw:
        first = raw.read(64)
    packed = first.startswith(_GZIP)
    if packed and not name.endswith(".gz"):
        return "the file is packed by gzip under a name that does not say so; let it end in .gz"
    if name.endswith(_PACKED) and not any(first.startswith(sign) for sign in (_ZIP, *_SIGNS)):
        end = PurePosixPath(name).suffix
        return f"the file's name ends in {end}, so Spark would unpack it; deliver it plain, or packed as .gz"
    if packed:
        try:
            with unpacked(path) as text:
                first = text.read(64)
        except DAMAGED as error:
            return damaged(error)
        if first.startswith(_GZIP):
            return "the file is packed by gzip twice; unpack it once"
    if first.startswith(_ZIP):
        return _in_zip(path, packed)
    for sign, (kind, advice) in _SIGNS.items():
        if first.startswith(sign):
            return f"the file is {kind}; {advice}"
    start = first.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "the file is a web page, such as a portal's form for signing in; download the data itself"
    if start.startswith((b"<?xml", b"<kml", b"<gml", b"<osm")):
        return "the file is XML; deliver it as CSV, or a map as GeoJSON"
    mark = next((name for sign, name in _MARKS.items() if first.startswith(sign)), None)
    if mark and encoding is None:
        return f"the file is {mark}; it must be delivered in UTF-8"
    if mark and encoding and not encoding.lower().replace("_", "-").startswith("utf-16"):
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
