"""Whether a file is more than its reader could bear, found in small pieces before anything reads it as a whole."""

import codecs
from collections.abc import Collection, Sequence
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from gcrm.core.storage.files import look
from gcrm.sources.encoded import chunks
from gcrm.sources.limits import Limits
from gcrm.sources.spec import Options

_ROWS, _FEW_ROWS = 65_536, 256
_DIFFERING = {"DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"}
_BATCH_BYTES = 64 << 20


def of_text(path: str, options: Options, limits: Limits) -> str | None:
    """What is too much of a text file, plain or gzip: all of it, or one of its lines; None where nothing is."""
    packed, size = path.endswith(".gz"), look(path)[0]
    whole, lines, begun = 0, 1, 0
    # In UTF-16 a line's end may be bytes of two other signs.
    in_words = str(options.charset).startswith("utf-16")
    decoder = codecs.getincrementaldecoder(options.codec)("replace")
    for chunk in chunks(path):
        whole += len(chunk)
        if packed and (said := limits.unpacked(whole, size)):
            return said
        text = decoder.decode(chunk).encode("utf-8", "replace") if in_words else chunk
        ends = [at for at in (text.find(b"\n"), text.find(b"\r")) if at >= 0]
        begun += min(ends, default=len(text))
        if said := limits.line(begun, f"line {lines}"):
            return said
        if ends:
            begun = len(text) - 1 - max(text.rfind(b"\n"), text.rfind(b"\r"))
        lines += text.count(b"\n")
    return None


def of_parquet(file: pq.ParquetFile, size: int, limits: Limits) -> str | None:
    """What is too much of a Parquet file of `size` bytes by what it says itself, before a page of it is read."""
    told = file.metadata
    groups = [told.row_group(n) for n in range(told.num_row_groups)]
    if said := limits.width(told.num_columns):
        return said
    values = [sum(group.column(n).num_values for group in groups) for n in range(told.num_columns)]
    # A value takes a byte at least, also an empty one, and a row without columns is a row.
    return limits.unpacked(max([told.num_rows, sum(group.total_byte_size for group in groups), *values]), size)


def of_pages(
    handle: IO[bytes], names: Sequence[str], size: int, limits: Limits, known: Collection[str] = ()
) -> str | None:
    """The same by its pages, every one of which is read once: those of the columns `names`, of which those that are
    `known` are named.

    A text that stands in the file once may stand for a billion rows, so texts are kept as the file has them: each of
    them once, and numbers that name it.
    """
    schema = pq.ParquetFile(handle).schema
    leaves = [schema.column(n) for n in range(len(schema))]
    texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
    # Of texts that are kept as what differs from the one before, each may be long, and none is there once.
    told = pq.ParquetFile(handle).metadata
    chunks_ = [told.row_group(group).column(n) for group in range(told.num_row_groups) for n in range(len(schema))]
    differing = {chunk.path_in_schema for chunk in chunks_ if _DIFFERING & set(chunk.encodings)} & set(texts)
    wide = sum(leaf.length for leaf in leaves if leaf.physical_type == "FIXED_LEN_BYTE_ARRAY")
    file = pq.ParquetFile(
        handle, read_dictionary=[text for text in texts if text not in differing], page_checksum_verification=True
    )
    seen = 0
    rows = _FEW_ROWS if differing else _ROWS
    for batch in file.iter_batches(max(1, min(rows, _BATCH_BYTES // max(1, wide))), columns=names):
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            whole, longest = _widths(column)
            seen += whole
            column_of = f"the column {name}" if name in known else "a column that is not declared"
            if said := limits.line(longest, f"a value of {column_of}"):
                return said
        if said := limits.unpacked(seen, size):
            return said
    return None


def _widths(values: Any) -> tuple[int, int]:
    """Bytes of all values together, and of the longest; of what is no text one for each."""
    import pyarrow.compute as pc  # here, for it makes hundreds of functions that most commands have no use for

    kind = values.type
    if pa.types.is_dictionary(kind):
        each = pc.binary_length(values.dictionary)
        return pc.sum(pc.take(each, values.indices)).as_py() or 0, pc.max(each).as_py() or 0
    if pa.types.is_binary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        each = pc.binary_length(values)
        return pc.sum(each).as_py() or 0, pc.max(each).as_py() or 0
    if pa.types.is_struct(kind):
        parts = [_widths(part) for part in values.flatten()]
    elif pa.types.is_map(kind):
        parts = [_widths(values.keys), _widths(values.items)]
    elif pa.types.is_nested(kind):
        parts = [_widths(values.flatten())]
    elif pa.types.is_fixed_size_binary(kind):
        parts = [((len(values) - values.null_count) * kind.byte_width, kind.byte_width)]
    else:
        parts = [(len(values) - values.null_count, 1)]
    return sum(whole for whole, _ in parts), max((longest for _, longest in parts), default=0)
