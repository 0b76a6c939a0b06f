"""Where a lakehouse lies: its folders on a local disk, made and looked for; other file systems look after their own."""

import os
from pathlib import Path

from gcrm.core.errors import UsageError


def prepare(root: str, vault: str) -> None:
    """Makes the two folders where they are local, the vault for this user alone; raises UsageError when it cannot."""
    for path, mode in ((root, 0o755), (vault, 0o700)):
        folder = local_path(path)
        if folder is None:
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=mode)
            if mode == 0o700:
                folder.chmod(mode)
        except OSError as error:
            raise UsageError(f"The lakehouse folder {folder} cannot be made: {error.strerror}.") from None
        if not os.access(folder, os.W_OK | os.X_OK):
            raise UsageError(f"The lakehouse folder {folder} is not writable for this user; give one that is.")


def local_path(path: str) -> Path | None:
    """The local folder behind a path; None for another file system.

    >>> local_path("hdfs://nn/lake") is None
    True
    >>> str(local_path("file:/lake"))
    '/lake'
    """
    if path.startswith("file:"):
        return Path("/" + path.removeprefix("file:").lstrip("/"))
    return None if "://" in path else Path(path)


def absolute(path: str) -> str:
    """A plain local path from the root, for Delta's SQL takes no other; one with a scheme as it is.

    >>> absolute("hdfs://nn/lake"), absolute("/lake/"), absolute("lake") == f"{os.getcwd()}/lake"
    ('hdfs://nn/lake', '/lake', True)
    """
    named = path.startswith("file:") or local_path(path) is None
    return path.rstrip("/") if named else str(Path(path).resolve())


def require_lakehouse(path: str) -> None:
    """Raises UsageError where no lakehouse is at a local path."""
    folder = local_path(path)
    if folder is not None and not folder.is_dir():
        raise UsageError(f"There is no lakehouse at {path}; `gcrm run` makes one.")
