"""Which members are meant: one key that was typed, or a list with a key on each line."""

from dataclasses import dataclass
from pathlib import Path

from gcrm.core.errors import UsageError


@dataclass(frozen=True)
class Asked:
    """Keys of members with the lines they stand on; `source` is the list's name, None for a key that was typed."""

    keys: tuple[tuple[int, str], ...]
    source: str | None = None

    def unknown(self, lines: list[int], coalition: str) -> str:
        """The sentence for keys, by their lines, that nobody has; it shows no key.

        >>> Asked(((1, "key"), (2, "K-7")), "list.txt").unknown([1], "corner")
        'Line 1 of list.txt is no member of corner; if it is a header, take it out.'
        >>> Asked(((1, "K-8"),)).unknown([1], "corner")
        'No member of corner has this key.'
        """
        if self.source is None:
            return f"No member of {coalition} has this key."
        hint = "; if it is a header, take it out" if lines[0] == self.keys[0][0] else ""
        if len(lines) == 1:
            return f"Line {lines[0]} of {self.source} is no member of {coalition}{hint}."
        told = f"{len(lines)} of the {len(self.keys)} keys of {self.source} are no members of {coalition}"
        return f"{told} (the first: line {lines[0]}){hint}."


def asked(member: str | None, path: Path | None) -> Asked:
    """What was asked for. Raises UsageError where that is nobody, or the list cannot be read."""
    if path is None:
        if not (member or "").strip():
            raise UsageError("Name a member: --member KEY, or --list FILE with one key on each line.")
        return Asked(((1, str(member)),))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"The list {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"The list {path} is not UTF-8 at byte {error.start}; save it as UTF-8.") from None
    keys = tuple((number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip())
    if not keys:
        raise UsageError(f"The list {path} is empty; it holds one key on each line, and no header.")
    return Asked(keys, path.name)
