"""Looks for people in everything that lies on disk: in bytes as they are, and in all that can be unpacked of them."""

import gzip
import io
import json
import re
import zlib
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq

_WORD, _PART = re.compile(r"[\w@.+-]{4,}"), re.compile(r"\w{2,}")


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


def words(path):
    """Everything that is written in a file and in its name: whole words, their parts, and pairs of words."""
    seen = set()
    for one in (str(path).encode(), *decoded(path)):
        # Without what JSON puts before a sign, so that names in logs are words too.
        text = one.decode("utf-8", "ignore").replace('\\"', '"')
        every = _WORD.findall(text)
        seen.update(every)
        for word in every:
            seen.update(part for part in _PART.findall(word) if part != word)
        seen.update(map(" ".join, pairwise(_PART.findall(text))))
    return seen
