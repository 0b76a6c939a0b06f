"""Section `door`: how much one delivered file may be of anything before it is refused, whoever delivers it.

A coalition, an environment or base.yml may have the section.
"""

from dataclasses import dataclass, fields

SECTION = "door"
_MIB = 1 << 20
# Below it no file is a burden, however well it was packed.
FREE = 64 * _MIB


@dataclass(frozen=True)
class Limits:
    """What is taken of one file. `unpacked_bytes`: of a .gz, which one task unpacks; `unpacked_ratio`: how many times
    its own size a packed file may be once it is unpacked; `line_bytes`: of one line, or of one value of Parquet;
    `document_bytes`: of a GeoJSON, which is read as a whole; `columns`: of a CSV or of Parquet."""

    unpacked_bytes: int = 16 << 30
    unpacked_ratio: int = 200
    line_bytes: int = 16 * _MIB
    document_bytes: int = 256 * _MIB
    columns: int = 5_000

    def __post_init__(self) -> None:
        for field in fields(self):
            # A line is looked for in pieces of this size.
            least = _MIB if field.name == "line_bytes" else 1
            if getattr(self, field.name) < least:
                raise ValueError(f"{field.name} is {getattr(self, field.name)}; {least} or more works.")

    def unpacked(self, size: int, packed: int) -> str | None:
        """Why a file of `packed` bytes is not taken that is at least `size` bytes once it is unpacked; None where it
        is."""
        if size > self.unpacked_bytes:
            return (
                f"the file unpacks to more than {self.unpacked_bytes:,} bytes; deliver it in parts, or raise "
                f"{SECTION}.unpacked_bytes"
            )
        if size > max(FREE, packed * self.unpacked_ratio):
            return (
                f"the file unpacks to more than {self.unpacked_ratio:,} times its {packed:,} bytes; "
                f"deliver it in parts or unpacked, or raise {SECTION}.unpacked_ratio"
            )
        return None

    def line(self, size: int, where: str) -> str | None:
        """The same of a line or value of `size` bytes, `where` it stands."""
        if size <= self.line_bytes:
            return None
        return (
            f"{where} is longer than {self.line_bytes:,} bytes; deliver records on lines of their own, or raise "
            f"{SECTION}.line_bytes"
        )

    def document(self, size: int) -> str | None:
        """The same of a document of `size` bytes that is read as a whole."""
        if size <= self.document_bytes:
            return None
        return (
            f"the file has {size:,} bytes, and a document is taken up to {self.document_bytes:,}; deliver its features "
            f"in several files, or raise {SECTION}.document_bytes"
        )

    def width(self, n: int) -> str | None:
        """The same of a file with `n` columns."""
        if n <= self.columns:
            return None
        return (
            f"the file has {n:,} columns, and {self.columns:,} are taken; deliver those that are declared, or raise "
            f"{SECTION}.columns"
        )


USUAL = Limits()
