"""Looks for people in everything that lies on disk: in bytes as they are, and in all that can be unpacked of them."""

import gzip
import io
import json
import zlib
from pathlib import Path

import pyarrow.parquet as pq


def hits(folders, wanted):
    """File and text of everything found; `wanted` are texts that no file may hold."""
    return sorted(
        (str(path), text)
        for folder in folders
        for path in Path(folder).rglob("*")
        if path.is_file()
        for text in found(path, wanted)
    )


def found(path, wanted):
    """Those of the texts that stand in a file, or in its name."""
    seen = [str(path).encode(), *decoded(path)]
    forms = {text: {text.encode(), text.encode("latin-1", "replace")} for text in wanted}
    return {text for text, forms in forms.items() if any(form in one for form in forms for one in seen)}


def decoded(path):
    """The bytes of a file, and its content as text where it is packed or columnar."""
    data = path.read_bytes()
    yield data
    if data[:2] == b"\x1f\x8b":
        yield unzipped(data)
    if data[:4] == b"PAR1":
        file = pq.ParquetFile(io.BytesIO(data))
        yield json.dumps(file.read().to_pylist(), default=str, ensure_ascii=False).encode()
        yield str(file.schema_arrow.metadata).encode()
    if path.suffix in (".json", ".crc"):
        yield data.decode("utf-8", "replace").encode("utf-8", "replace").replace(b"\\u", b"\\u")


def unzipped(data):
    """As much of a gzip file as can be read."""
    try:
        return gzip.decompress(data)
    except (EOFError, OSError, zlib.error):
        return zlib.decompressobj(wbits=31).decompress(data)
