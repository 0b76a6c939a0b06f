"""The files of a folder, whether it lies on this machine's disk or on a file system that Hadoop knows."""

import hashlib
import os
import re
import zlib
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import IO

from gcrm.core.storage import hadoop, streams
from gcrm.core.storage.folders import local_path
from gcrm.core.visible import is_visible

_SOON_READ = 16 << 20
_SUMS = b"crc\0"
_LEAST_SUMMED = 64  # bytes to a sum; Hadoop's own are 512
_OF_SPARK = ("_SUCCESS", "_metadata", "_common_metadata")
_SIGNS = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^]]+\]|.", re.DOTALL)
_WILD = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


@dataclass(frozen=True)
class Folder:
    """A folder that files are delivered into, local (`landing`, `file:///landing`) or not (`hdfs:///landing`)."""

    given: str

    @cached_property
    def root(self) -> str:
        """Its whole address, that the paths of its files begin with."""
        local = local_path(self.given)
        # Files keep the names that they have in the folder, also where they are links to others of its files.
        return str(local.resolve()) if local else hadoop.qualified(self.given).rstrip("/")

    def matching(self, pattern: str) -> list[str]:
        """Whole paths of the files that match a pattern of pathlib's glob, in the order of their names; not of those
        that Spark would pass over, of those that are still being written, nor of links that lead out of the folder."""
        named = self._named(pattern)
        stray = self._straying(named)
        return [path for path in named if path not in stray and self._hindered(path) is None]

    def others(self, patterns: Iterable[str]) -> list[tuple[str, str]]:
        """Names below the folder of the files that none of the patterns takes, in their order, each with the reason."""
        wanted = list(patterns)
        named = {self.relative(path) for pattern in wanted for path in self._named(pattern)}
        loose = [re.compile(_regular(pattern), re.DOTALL | re.IGNORECASE) for pattern in wanted]
        found: list[tuple[str, str]] = []
        # Below a link to a folder files are found by a pattern that names it, and by none that stands for any folder.
        every = sorted({*self._every(), *named})
        stray = self._straying(f"{self.root}/{name}" for name in every)
        for name in every:
            why = self._hindered(f"{self.root}/{name}") if name in named else None
            if f"{self.root}/{name}" in stray:
                found.append((name, "refused: it is a link out of the landing folder; deliver the file itself"))
            elif why:
                # What Spark leaves beside its files holds no rows.
                found += [(name, f"waiting: {why}")] if name.rpartition("/")[2] not in _OF_SPARK else []
            elif name not in named and not name.rpartition("/")[2].startswith("."):
                close = next((p for p, sought in zip(wanted, loose, strict=True) if sought.fullmatch(name)), None)
                found.append((name, f"'{close}' would match it but for its case" if close else "no pattern matches it"))
        return found

    def _hindered(self, path: str) -> str | None:
        """Why Spark would read nothing of a file, or fail at it; None where it reads it."""
        beside = _sum_beside(path) if self.root.startswith("/") else None
        return passed_over(self.relative(path)) or (_sum_of_other_content(Path(path), beside) if beside else None)

    def _straying(self, paths: Iterable[str]) -> set[str]:
        """Paths that lead out of the folder: who may deliver a link must not have other people's files read."""
        if not self.root.startswith("/"):
            return set()
        # A folder is asked once for all of its files: where it leads, and which of them are links.
        outside: dict[str, bool] = {}
        links: set[str] = set()
        found = set()
        for path in paths:
            folder = path.rpartition("/")[0]
            if folder not in outside:
                outside[folder] = self._leads_out(folder)
                with os.scandir(folder or "/") as entries:
                    links |= {f"{folder}/{entry.name}" for entry in entries if entry.is_symlink()}
            if outside[folder] or (path in links and self._leads_out(path)):
                found.add(path)
        return found

    def _leads_out(self, path: str) -> bool:
        real = os.path.realpath(path)
        return real != self.root and not real.startswith(f"{self.root.rstrip('/')}/")

    def _every(self) -> list[str]:
        local = local_path(self.root)
        if local is None:
            return [self.relative(path) for path in self._listed]
        return sorted(str(path.relative_to(local)) for path in local.rglob("*") if path.is_file())

    def _named(self, pattern: str) -> list[str]:
        local = local_path(self.root)
        if local:
            return sorted(str(path) for path in local.glob(pattern) if path.is_file())
        wanted = re.compile(_regular(pattern), re.DOTALL)
        return [path for path in self._listed if wanted.fullmatch(path, len(self.root) + 1)]

    def relative(self, path: str) -> str:
        return path[len(self.root) + 1 :]

    @cached_property
    def _listed(self) -> list[str]:
        # Asked once for all patterns of a command: a run takes what lay there when it began.
        return hadoop.listed(self.root)


def passed_over(path: str) -> str | None:
    """Why Spark would read nothing of a file, by its name below the landing folder, and what would help; None where it
    reads it.

    >>> passed_over("in/_sales.csv"), passed_over("_in/sales.csv") is None, passed_over("s.csv._COPYING_")
    ("Spark passes over names that begin with '_'; rename it", True, 'it is still being copied')
    """
    name = path.rpartition("/")[2]
    if not is_visible(path):
        return "its name or folder holds a sign that no log may show; rename it"
    if ":" in path:
        return "Hadoop opens no file with a colon in its name or folder; rename it"
    if name.endswith("._COPYING_"):
        return "it is still being copied"
    if name.startswith(".") or (name.startswith("_") and "=" not in name):
        return f"Spark passes over names that begin with '{name[0]}'; rename it"
    return None


def _sum_beside(path: str) -> Path | None:
    """The checksum that Hadoop keeps beside a local file, where there is one."""
    folder, _, name = path.rpartition("/")
    beside = Path(f"{folder}/.{name}.crc")
    return beside if beside.is_file() else None


def _sum_of_other_content(path: Path, beside: Path) -> str | None:
    """Whether that checksum is of other content: Hadoop would refuse to read the file."""
    with beside.open("rb") as sums:
        head = sums.read(len(_SUMS) + 4)
        every = int.from_bytes(head[len(_SUMS) :]) if head.startswith(_SUMS) else 0
        if every == 0:
            return None  # Hadoop reads on where the sums are no sums
        size = path.stat().st_size
        # Whoever may deliver it may make it as large as he likes, and ask for a sum of each byte.
        fits = _LEAST_SUMMED <= every <= _SOON_READ and beside.stat().st_size == len(head) + 4 * -(-size // every)
        # A sum is written behind its content, so a large file is looked into only where it is newer.
        if fits and (size <= _SOON_READ or path.stat().st_mtime_ns > beside.stat().st_mtime_ns):
            with path.open("rb") as handle:
                parts = iter(lambda: handle.read(every), b"")
                fits = all(zlib.crc32(part).to_bytes(4) == sums.read(4) for part in parts)
    return None if fits else f"the checksum beside it, {beside.name}, is of other content; delete that"


def opened(path: str) -> AbstractContextManager[IO[bytes]]:
    """The file's bytes, from the first to the last."""
    local = local_path(path)
    return local.open("rb") if local else streams.opened(path)


def seekable(path: str) -> IO[bytes]:
    """The file's bytes in any order."""
    local = local_path(path)
    return local.open("rb") if local else streams.seekable(path)


def sha256(path: str) -> str:
    """The hash of the file's content, in hexadecimal."""
    local = local_path(path)
    if local is None:
        return hadoop.sha256(path)
    with local.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def look(path: str) -> tuple[int, datetime]:
    """Size in bytes, and time of the last change in whole seconds: file systems and tables keep different fractions."""
    local = local_path(path)
    if local:
        stat = local.stat()
        size, seconds = stat.st_size, int(stat.st_mtime)
    else:
        size, seconds = hadoop.status(path) or (0, 0)
    return size, datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def is_folder(path: str) -> bool:
    local = local_path(path)
    return local.is_dir() if local else hadoop.status(path) is not None


def _regular(pattern: str) -> str:
    """A pattern of pathlib's glob as a regular expression.

    >>> [bool(re.fullmatch(_regular("**/s[!x]*.csv"), name)) for name in ("sales1.csv", "a/b/so.csv", "a/sales/b.csv")]
    [True, True, False]
    """
    return "".join(_WILD.get(sign) or _class(sign) or re.escape(sign) for sign in _SIGNS.findall(pattern))


def _class(sign: str) -> str:
    if len(sign) < 3:
        return ""
    inner = sign[1:-1].replace("\\", "\\\\")
    return f"[^{inner[1:]}]" if inner[0] == "!" else f"[{inner}]"
