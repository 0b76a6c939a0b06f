"""The files of a stored table: which of them its newest version needs, and the removal of all others."""

import re
from collections.abc import Iterable
from pathlib import Path

from gcrm.core.storage import hadoop
from gcrm.core.storage.folders import local_path

OF_VERSION = re.compile(r"^\.?(\d{20})\.")
_LOG = "/_delta_log/"


def leave(path: str, version: int, live: Iterable[str]) -> None:
    """Removes what lies below `path` but the data files `live` (by their addresses), and the log of `version`, of which
    there is a checkpoint."""
    needed = {address.rpartition("/")[2] for address in live}
    for file in _below(path):
        name = file.rpartition("/")[2]
        if _LOG in file:
            found = OF_VERSION.match(name)
            gone = found is not None and int(found[1]) < version
        else:
            # A local file system keeps a sum beside each file.
            gone = name.removeprefix(".").removesuffix(".crc") not in needed
        if gone:
            delete(file)


def names(folder: str) -> list[str]:
    """Names of all files of a folder, hidden ones too."""
    local = local_path(folder)
    if local:
        return sorted(path.name for path in local.iterdir() if path.is_file())
    return sorted(path.rpartition("/")[2] for path in hadoop.listed(folder))


def delete(path: str) -> None:
    """Removes a file, where it is still there."""
    local = local_path(path)
    if local:
        Path(local).unlink(missing_ok=True)
    else:
        hadoop.delete(path)


def _below(path: str) -> list[str]:
    local = local_path(path)
    if local:
        return sorted(str(file) for file in local.rglob("*") if file.is_file())
    return hadoop.listed(path)
