"""Where a lakehouse lies: its folders on a local disk, made and looked for; other file systems look after their own."""

import os
from pathlib import Path

from gcrm.core.errors import UsageError
from gcrm.core.storage import hadoop

_OWNERS, _OWNERS_AND_GROUPS = 0o700, 0o770


def prepare(root: str, vault: str) -> None:
    """Makes the two folders where they are local, the vault for this user alone and the lakehouse for its group too;
    closes them where they stand open. Raises UsageError when it cannot."""
    for path, mode in ((root, _OWNERS_AND_GROUPS), (vault, _OWNERS)):
        folder = local_path(path)
        if folder is None:
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=mode)
            given = folder.stat()
            if given.st_mode & 0o777 & ~mode and given.st_uid == os.getuid():
                folder.chmod(given.st_mode & 0o7777 & ~(0o777 & ~mode))
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


def located(path: str) -> str:
    """A path from the root with its file system: a cluster would take a plain one as HDFS's.

    >>> located("/lake"), located("hdfs:///lake")
    ('file:/lake', 'hdfs:///lake')
    """
    return f"file:{path}" if path.startswith("/") else path


def require_shared(**folders: str | None) -> None:
    """Raises UsageError for a path that means another folder on each machine of a cluster."""
    for name, path in folders.items():
        if path and "://" not in path:
            whole = str(Path(path).resolve())
            raise UsageError(
                f"--{name} {path} names no file system, and a job on a cluster runs on any of its machines; write "
                f"hdfs://{whole}, or file://{whole} for a disk that all of them mount."
            )


def make_vault(path: str) -> None:
    """Makes the vault's folder for its owner alone where it is not local; raises UsageError where others may enter."""
    if local_path(path) is not None:
        return
    hadoop.make_folder(path, 0o700)
    mode = hadoop.mode(path)
    if mode & 0o077:
        raise UsageError(
            f"The vault {path} is open to others (mode {mode:04o}); `hdfs dfs -chmod 700 {path}` mends it."
        )


def may_enter(path: str) -> bool:
    """Whether this user may look into the folder; nobody is kept from one that is not there."""
    folder = local_path(path)
    if folder is None:
        return hadoop.status(path) is None or hadoop.may_enter(path)
    return not folder.exists() or os.access(folder, os.X_OK)


def exposed(path: str) -> bool:
    """Whether a folder is there that this user may look into."""
    folder = local_path(path)
    there = folder.exists() if folder else hadoop.status(path) is not None
    return there and may_enter(path)


def require_lakehouse(path: str) -> None:
    """Raises UsageError where no lakehouse is."""
    folder = local_path(path)
    if not (folder.is_dir() if folder else hadoop.status(path)):
        raise UsageError(f"There is no lakehouse at {path}; `gcrm run` makes one.")
