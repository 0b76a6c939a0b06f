"""Files in the landing folder that no feed reads: nothing that was delivered is passed over without a word."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from gcrm.bronze.feed import Feed
from gcrm.core.storage.files import Folder, is_folder
from gcrm.core.visible import visible

_SHOWN = 20
_FEW = 3  # files of one folder that are named one by one


def unread(feeds: Iterable[Feed], landing: str | Path | None) -> list[tuple[str, str]]:
    """Names of the files below the landing folder that no pattern takes, as they may be shown, with the reasons; none
    without a folder."""
    if landing is None or not is_folder(str(landing)):
        return []
    found = Folder(str(landing)).others(spec.path for feed in feeds for spec in feed.spec.files.values())
    return [(visible(name), why) for name, why in found]


def told(files: list[tuple[str, str]]) -> list[str]:
    """The same below a line that says what they are; nothing where there are none."""
    if not files:
        return []
    head = f"Not read ({len(files)} file{'s' if len(files) > 1 else ''} in the landing folder):"
    return [head, *(f"  {line}" for line in lines(files))]


def lines(files: list[tuple[str, str]]) -> list[str]:
    """Lines that tell of them: those of a folder of which many are not read as one line."""
    many = {folder for folder, n in Counter(_folder(name) for name, _ in files).items() if folder and n > _FEW}
    found = {_line(name, why, files) if _folder(name) in many else f"{name}: {why}": None for name, why in files}
    more = [f"and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    return [*list(found)[:_SHOWN], *more]


def _folder(name: str) -> str:
    return name.partition("/")[0] if "/" in name else ""


def _line(name: str, why: str, files: list[tuple[str, str]]) -> str:
    if why != "no pattern matches it":
        return f"{name}: {why}"
    alike = [other for other, reason in files if reason == why and _folder(other) == _folder(name)]
    return f"{_folder(name)}/: no pattern matches {len(alike)} of its files, such as {alike[0]}"
